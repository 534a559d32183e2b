"""German, for the extractive writer. Data only."""

from reelpress.video.writers.tongues.base import Tongue

GERMAN = Tongue(
    code="de",
    stop=(
        "der die das den dem des ein eine einen einem einer eines und oder aber denn sondern doch wenn dann "
        "als wie wo was "
        "wer wen wem in im ins an am auf aus bei beim von vom vor zu zum zur mit nach über unter um für "
        "durch gegen ohne "
        "bis seit ist sind war waren sein bin bist wird werden wurde wurden worden hat haben hatte hatten "
        "habe kann können "
        "konnte muss müssen soll sollen will wollen darf nicht kein keine keinen nur auch noch schon sehr so "
        "es er sie ihn "
        "ihr ihm ihnen wir uns ihr euch ich mich mir du dich dir sich man dies diese dieser dieses diesem "
        "diesen jede "
        "jeder jedes alle alles hier da dort dass ob weil damit mehr"
    ),
    connectives=(
        r"jedoch|allerdings|außerdem|zudem|ferner|schließlich|letztlich|deshalb|daher|darum|deswegen|folglich|"
        r"somit|also",
        r"übrigens|natürlich|zum Beispiel|beispielsweise|kurz gesagt|mit anderen Worten|leider|glücklicherweise",
        r"(?:und|aber|doch|denn|nun|tja)(?=,?\s)|zum Glück",
    ),
    announces=(
        r"wir freuen uns,? (?:sehr,? )?(?:euch |Ihnen )?(?:mitteilen|bekanntgeben|bekannt geben|ankündigen) zu "
        r"(?:dürfen|können), dass",
    ),
    greetings=(r"(?:hallo|liebe|lieber|guten tag|servus|moin)(?: [\w]+){0,3}",),
    dangling=(
        r"(?:\S+\s){1,3}diese[rsnm]?",
        r"diese[rsnm]?|dies|das (?:ist|war|hat|haben|führt|liegt|bedeutet|heißt|macht|kann|klingt|gilt|zeigt)",
        r"es|er|sie (?:ist|sind|war|waren|hat|haben|hatte|hatten|wird|werden|kann|können|soll)|ihn|ihm|ihnen|"
        r"ihre?[rnms]?",
        r"deshalb|daher|darum|deswegen|dadurch|damit|davon|dazu|dafür|dabei|danach|dagegen|daraus|darin|daran|darauf",
        r"dann|dort|da|so|jedoch|trotzdem|dennoch|stattdessen|sonst|andernfalls|ebenso|genauso|hierbei|"
        r"hierfür|hier|solche",
        r"seitdem|seither|inzwischen|währenddessen|letztere[rs]?|erstere[rs]?|beide|ersteres|auch|"
        r"erst (?:dann|danach)",
        r"(?:das|der|die) (?:gleiche|andere|zweite|dritte|nächste|letzte|Ergebnis|Grund|Folge|Lösung|Idee|Antwort)",
        r"(?:in|an|bei|nach|vor|aus|mit|zu|für|durch|wegen|trotz) (?:diese[mrns]?|solchen)|weil|denn|obwohl|"
        r"ob|doch|aber|und",
        r"(?:eine?r?|einige|viele|manche|alle) (?:davon|von ihnen|dieser)",
        r"\S+ (?:\S+ )?(?:dagegen|jedoch|hingegen|allerdings|dafür|dazu|davon|dabei|danach|dadurch|es)",
    ),
    leans=(
        r"diese[rsnm]?|solche[rsnm]?|dies|ebenfalls|auch|davon|dazu|dafür|dabei|danach|dagegen|dadurch|damit|"
        r"es (?:ist|war)",
        r"jedoch|hingegen|ihm|ihnen|ihn|dort|er|deren|dessen|zum Beispiel|z\. ?B\.",
    ),
    points=(
        r"siehe|siehe auch|wie (?:oben|unten|gezeigt|erwähnt|beschrieben)|oben|unten|folgende[rnsm]?|"
        r"im Folgenden|klick\w*",
        r"mehr (?:dazu|darüber|erfahren|lesen|Informationen)|weitere (?:Informationen|Details)|abonnier\w*|"
        r"folgt (?:uns|mir)",
        r"(?:in|im|dieser|diesem|diesen|der|dem|letzten|nächsten) (?:\w+ )?(?:Beitrag|Artikel|Blogbeitrag|"
        r"Abschnitt|Kapitel)",
        r"(?:die|der|diese|folgende) (?:Abbildung|Grafik|Tabelle|Screenshot|Bild|Beispiel)|schaut? (?:euch|"
        r"dir|mal|hier)",
        r"Kommentar(?:e|en)?|Newsletter|hier (?:findet|finden|gibt|geht|klicken|ist|sind)|lasst uns|schauen wir",
    ),
    courtesies=(
        r"(?:vielen|herzlichen|besten|großen)? ?Dank|danke\w*|bedanken|freuen uns|freue mich|willkommen|"
        r"Glückwunsch\w*",
        r"herzlich\w*|viel (?:Spaß|Freude)|mitgeholfen|Gruß|Grüße|eure Rückmeldung\w*|euer Feedback|gefallen hat",
    ),
    dull=(
        r"möchten wir|möchte ich|wollen wir|will ich|werden wir|heute|kürzlich|neulich|letzte (?:Woche|s Jahr)|bitte",
        r"wir (?:haben gesprochen|glauben|hoffen|planen|denken)|sei (?:erwähnt|gesagt)|es wäre (?:schön|gut)",
    ),
    grips=(
        r"du|dein\w*|ihr|euer|eure\w*|nie|niemals|niemand|jede[rsnm]?|alle|keine?\w*|falsch|langsam|"
        r"schnell\w*|nur|nichts|warum",
        r"halb\w*|Hälfte|doppelt|verdoppelt|Fehler|kostet\w*|verlor\w*|ohne|immer|unmöglich|einzige",
    ),
    asides=(
        r"danksagung|dank\b|mitwirkende|fußnoten|quellen|literatur|verweise|links|siehe auch|weiterlesen|"
        r"weiterführend|über "
        r"(?:den|die) autor|impressum|inhalt(?:sverzeichnis)?$|kommentare|kontakt|lizenz|installation|anhang|"
        r"newsletter",
    ),
    sets_up=(
        r"stell(?:t|en)? (?:dir|euch|Sie)|angenommen|nehmen wir|früher|bisher|zunächst|zuerst|erstens|einerseits",
    ),
    counts=("zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn"),
    promises=(
        r"(?:zwei|drei|vier|fünf|sechs|einige|mehrere|viele|verschiedene|\d+) (?:\w+ )?(?:Gründe|Wege|Dinge|"
        r"Schritte|Vorteile|"
        r"Möglichkeiten|Probleme|Fragen|Arten|Regeln|Ziele|Lehren|Ursachen|Beispiele|Punkte)(?=[^.:]{0,25}[.:])",
    ),
    waiting=(
        r"wenn|als|während|obwohl|obgleich|da|weil|nachdem|bevor|sobald|bis|falls|seit|um|mit|ohne|sofern|"
        r"solange|statt|trotz",
    ),
    conditions=(r"wenn|falls|sobald|sofern|solange|bis|ohne|mit|in den meisten|meistens",),
    turns=(r"aber|jedoch|doch|obwohl|außer|sofern|falls|bis|sondern|allerdings|es sei denn|wenn",),
    hangs=(r"und|oder|ist|sind|war|waren|nicht|nur|dass|zu|als|der|die|das|ein|eine|wie|z\. ?B\.|mit|von|für|ob",),
    breaks=(r"weil|denn|sodass|so dass|wobei|wodurch|damit|und (?:wir|ich|sie|er|es|das|die|der|man)",),
    says=(
        r"(?:sagte?|sagten|schrieb|schreibt|meinte?|erklärte?|notierte|fragte)(?: (?:dazu|einmal|es|später|uns|so))?",
        r"laut",
    ),
    pronouns=(r"er|ihn|ihm|ihnen|sie|es (?:ist|war)",),
    verbs=(
        r"ist|sind|war|waren|hat|haben|hatte|hatten|wird|werden|wurde|wurden|kann|können|konnte|konnten|muss|müssen",
        r"musste|soll|sollen|sollte|will|wollen|darf|dürfen|gibt|geht|kommt|steht|lässt|ließ|macht|bleibt|heißt|weiß",
    ),
    verb_forms=(r"\w{3,}(?:te|ten|iert|ckt|lt|ßt)",),
    subjects=(r"wir|ich|man|niemand|jeder|alle",),
    joints=(r"und|oder|sowie|statt|während",),
    adds=(r"statt|während|sowie|weil|denn|damit|sodass|und (?:wir|ich|sie|er|es|man|das|niemand)",),
    binds=(r"dass|ob|was|wer|wie|warum|wo|wohin|der|die|das|dem|den|deren|dessen|welche\w*|zu",),
    parts=(r"der|des|aller|von|davon",),
    negates=(r"nicht|kein\w*|nie|niemals|niemand|nichts|ohne|kaum|weder",),
    first_person=(r"ich|mir|mich|mein\w*",),
    read_on="Den ganzen Beitrag lesen",
    more="… und {} weitere",
)
