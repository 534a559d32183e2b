"""French, for the extractive writer. Data only."""

from reelpress.video.writers.tongues.base import Tongue

FRENCH = Tongue(
    code="fr",
    stop=(
        "le la les l un une des du de d au aux à en dans par pour sur sous avec sans entre vers chez et ou "
        "mais donc or ni "
        "car que qu qui quoi dont où si comme quand est sont était étaient être été sera suis es sommes êtes "
        "a ont avait "
        "avaient avoir ai as avons avez peut peuvent doit doivent ne n pas plus très déjà aussi se s me m te "
        "t nous vous il "
        "elle ils elles on je tu y ce c cet cette ces son sa ses leur leurs mon ma mes ton ta tes notre nos "
        "votre vos tout "
        "toute tous toutes même cela ça"
    ),
    connectives=(
        r"cependant|toutefois|néanmoins|pourtant|de plus|en outre|par ailleurs|donc|ainsi|par conséquent|"
        r"en conséquence",
        r"enfin|finalement|par exemple|c['’]est-à-dire|autrement dit|en bref|en fait|bien sûr|malheureusement|"
        r"heureusement",
        r"(?:et|mais|or|car|bref|alors)(?=,?\s)|du coup|d['’]ailleurs|à la fin(?=,)|au début(?=,)|ensuite(?=,)",
    ),
    announces=(r"nous sommes (?:très )?(?:heureux|ravis|fiers) (?:de vous annoncer|d['’]annoncer) que",),
    greetings=(r"(?:bonjour|bonsoir|salut|chers?|chères?)(?: à tous| à toutes| [\w]+){0,3}",),
    dangling=(
        r"ce(?:la|lui-ci|lle-ci|ux-ci|lles-ci|lui|lle|ux|lles)?(?= (?:est|sont|n['’]|qui|que|sera|était))|"
        r"cela|ça|c['’]est",
        r"cet|cette|ces|ceci|celui(?:-ci|-là)?|celle(?:-ci|-là)?|ceux(?:-ci|-là)?|il|elle|ils|elles|on|lui|"
        r"eux|leurs?|son|sa",
        r"ses|y|en (?:revanche|effet|ce cas)|le (?:même|second|troisième|suivant|dernier|résultat)|la (?:même|"
        r"seconde|solution)",
        r"donc|ainsi|alors|ensuite|puis|là|ici|aussi|également|pourtant|sinon|autrement|de même|dès lors|car|"
        r"parce que|mais",
        r"(?:dans|avec|pour|par|sur|sans|après|avant|à|de|selon|malgré|depuis|d['’]après) (?:cela|ce|cet|"
        r"cette|ces|ça|eux|elles?)",
        r"(?:certains|beaucoup|plusieurs|aucun|chacun|tous|l['’]un|deux) (?:d['’]entre eux|d['’]entre elles|"
        r"de ces)|d['’]autres",
        r"tel(?:le)?s?|les deux|l['’]autre|les autres|à l['’]inverse|au contraire|de ce fait|à ce titre|ce (?:\w+)",
    ),
    leans=(
        r"ce(?= \w+)|cet|cette|ces|cela|ça|celui-ci|celle-ci|également|aussi|eux|elles?|ils?|lui|leur|"
        r"par exemple|l['’]autre",
        r"même(?: chose)?|ainsi|p\. ex\.|en prouve",
    ),
    points=(
        r"ci-dessous|ci-dessus|ci-contre|ci-après|voir (?:aussi|le|la|les|ci)|voici|comme (?:indiqué|montré|"
        r"expliqué|vu|illustré)",
        r"cliquez|en savoir plus|plus d['’]informations|lire (?:aussi|la suite)|abonnez|suivez-nous|inscrivez|"
        r"rendez-vous",
        r"(?:cet|l['’]|notre|dernier|prochain|présent) ?article|ce (?:billet|tutoriel|chapitre|post|blog)|"
        r"(?:le|la|cette|ce) "
        r"(?:figure|tableau|graphique|capture|image)|suivante?s? ?(?=:)|nous allons (?:voir|parler|présenter)|"
        r"commentaires?",
        r"regardons|allons-y|jetez un|n['’]hésitez pas",
    ),
    courtesies=(
        r"merci|remerci\w+|bienvenue|félicitations|bravo à|bonjour|heureux de|ravis? de|fiers? de|"
        r"nous espérons|bonne lecture",
        r"newsletter|infolettre|lettre d['’]information|à bientôt",
    ),
    dull=(
        r"nous (?:allons|voulons|souhaitons|aimerions|pensons|croyons|espérons)|aujourd['’]hui|récemment|"
        r"la semaine dernière",
        r"il est (?:important|intéressant) de noter|à noter|s['’]il vous plaît|il y a (?:quelques|peu)|"
        r"vous présenter",
    ),
    grips=(
        r"vous|votre|vos|tu|ton|jamais|personne|chaque|tous|toutes|aucun\w*|pourquoi|pire|meilleur\w*|lent\w*|"
        r"rapide\w*",
        r"moitié|double|doublé|rien|erreur\w*|coût\w*|perd\w*|sans|toujours|impossible|seule?|divisé|"
        r"gratuit\w*|supprim\w*|absurde",
    ),
    asides=(
        r"remerci|crédits|notes de bas|références|bibliographie|liens|voir aussi|pour aller plus loin|"
        r"à propos de l['’]auteur",
        r"contact|licence|installation|commentaires|ressources|sommaire|table des matières|annexe|newsletter",
    ),
    sets_up=(
        r"imagin(?:ez|ons)|supposons|prenons|disons|admettons|avant|autrefois|jusqu['’]ici|d['’]abord|"
        r"premièrement|d['’]une part",
    ),
    counts=("deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix"),
    promises=(
        r"(?:deux|trois|quatre|cinq|six|plusieurs|quelques|de nombreuses|\d+) (?:\w+ )?(?:raisons|façons|"
        r"manières|choses|étapes|"
        r"avantages|options|problèmes|questions|types|règles|leçons|causes|exemples|points)(?=[^.:]{0,25}\s?[.:])",
    ),
    waiting=(
        r"si|quand|lorsque|lorsqu['’]\w+|pendant que|bien que|comme|parce que|après|avant|depuis|jusqu['’]à|"
        r"pour|avec|sans|dès",
        r"malgré|selon|puisque|tandis que|au lieu",
    ),
    conditions=(r"si|quand|lorsque|lorsqu['’]\w+|dès|sans|avec|jusqu['’]à|dans la plupart",),
    turns=(r"mais|cependant|pourtant|bien que|sauf|à moins|jusqu['’]à|toutefois|sinon|alors que",),
    hangs=(
        r"et|ou|est|sont|était|pas|ne|que|qui|de|du|des|à|au|aux|le|la|les|un|une|par|pour|avec|dans|sur|"
        r"comme|p\. ex\.|même",
    ),
    breaks=(
        r"parce que|parce qu['’]\w+|car|ce qui|qui|où|dont|puisque|et (?:il|elle|ils|elles|nous|vous|on|le|la|les)",
    ),
    says=(
        r"(?:a dit|disait|dit|écrit|écrivait|a écrit|explique|expliquait|a expliqué|notait|note|demandait|"
        r"a répondu|résume)",
        r"selon|d['’]après",
    ),
    pronouns=(r"il|elle|ils|elles|eux|lui|leur",),
    verbs=(
        r"est|sont|était|étaient|a|ont|avait|avaient|peut|peuvent|doit|doivent|sera|seront|va|vont|fait|font|faut|n['’]\w+",
    ),
    verb_forms=(r"\w{3,}(?:ait|aient|èrent)|échoue|coûte|reste|passe|dépend|trouve|protège|prouve",),
    relatives=(r"que|qui|dont",),
    subjects=(r"nous|vous|je|on|ils|elles|il|elle",),
    joints=(
        r"et|ou|mais|que|qui|parce|pour|avec|sans|dans|en|par|quand|où|si|depuis|sur|selon|lorsque|alors|afin|puis|avant",
    ),
    adds=(r"parce|car|puisque|afin|au lieu|sans|et (?:il|elle|ils|elles|nous|vous|on|personne)",),
    binds=(r"que|qu['’]\w+|si|comment|pourquoi|où",),
    parts=(r"des|de(?: la)?|du|d['’]",),
    negates=(r"ne|n['’]\w+|pas|jamais|personne|aucun\w*|rien|sans|ni|plus",),
    first_person=(r"je|j['’]\w+|me|moi|mon|ma|mes",),
    read_on="Lire l’article en entier",
    more="… et {} de plus",
)
