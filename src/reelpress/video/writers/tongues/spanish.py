"""Spanish, for the extractive writer. Data only."""

from reelpress.video.writers.tongues.base import Tongue

SPANISH = Tongue(
    code="es",
    drops_subject=True,
    stop=(
        "el la los las un una unos unas lo al del de a ante con contra desde en entre hacia hasta para por "
        "según sin sobre "
        "tras y e o u ni pero sino que si como cuando donde quien cual cuyo es son era eran fue fueron ser "
        "sido está están "
        "estaba ha han había habían he hay hubo tiene tienen puede pueden debe deben no más muy ya también "
        "solo sólo se me "
        "te nos os le les su sus mi mis tu tus nuestro nuestra nuestros nuestras este esta estos estas ese "
        "esa esos esas "
        "eso esto aquel aquella todo toda todos todas yo tú él ella ellos ellas porque qué cómo"
    ),
    connectives=(
        r"sin embargo|no obstante|además|por lo tanto|por tanto|por eso|por ello|así que|en consecuencia|"
        r"finalmente|al final",
        r"por ejemplo|es decir|en otras palabras|en resumen|de hecho|por supuesto|por desgracia|por suerte|"
        r"ahora bien",
        r"(?:y|pero|pues|entonces|bueno)(?=,?\s)",
    ),
    announces=(
        r"(?:nos alegra|nos complace|estamos (?:felices|contentos|encantados|orgullosos) de) (?:anunciar|"
        r"compartir) que",
    ),
    greetings=(r"(?:hola|buenos días|buenas tardes|buenas)(?: a todos| a todas| amigos| \w+){0,2}|estimad\w+ \w+",),
    dangling=(
        r"est[aeo]s?|es[aeo]s?|aquell?[ao]s?|esto|eso|ello|él|ella|ellos|ellas|ambos|ambas|dich[ao]s?|tal(?:es)?|así",
        r"por (?:eso|ello|esto|esa|ese|lo tanto|tanto)|entonces|luego|después|allí|ahí|aquí|también|tampoco|"
        r"además|sino",
        r"(?:el|la|lo|los|las) (?:mism[ao]s?|otr[ao]s?|segund[ao]|tercer[ao]?|siguiente|últim[ao]|resultado|"
        r"razón|solución)",
        r"(?:en|con|de|a|para|por|sin|tras|desde|según) (?:est[aeo]s?|es[aeo]s?|ello|ellos|ellas|ambos|dich[ao]s?)",
        r"(?:algun[ao]s|muchos|varios|tod[ao]s|un[ao]|ningun[ao]) de (?:ellos|ellas|est[ao]s|es[ao]s)|cuy[ao]s?",
        r"su|sus|le|les|lo|la(?= \w+(?:aba|ía|ó|aron|ieron)\b)|se (?:trata|debe|trataba)|pero|y|o|porque|aunque|que",
        r"en (?:cambio|ese caso|este caso|ambos casos)|de (?:lo contrario|esta manera|este modo|ahí)|esa es|ese es",
        r"\S+ (?:de ell[ao]s|de est[ao]s)",
    ),
    leans=(
        r"est[aeo]s?|es[aeo]s|dich[ao]s?|ell[ao]s|él|también|tampoco|lo mismo|por ejemplo|tal(?:es)?",
        r"(?:ese|esa) (?:\w+)",
    ),
    points=(
        r"(?:véase|ver|vea|mira|mirad|consulta|consulte) (?:también|más|el|la|los|las|aquí)?|"
        r"como se (?:muestra|ve|indica|explica)",
        r"(?:más )?(?:abajo|arriba)|a continuación|siguiente (?:tabla|imagen|figura|gráfico|ejemplo)|haz clic|"
        r"haga clic|clic",
        r"más información|saber más|leer más|en (?:este|el|un) (?:\w+ )?(?:artículo|post|entrada|blog|"
        r"apartado)|pulsa|pincha",
        r"(?:est[ea]|la|el) (?:artículo|entrada|tabla|figura|imagen|gráfico|captura)|suscríb\w+|síguenos|"
        r"visita|en (?:los )?comentarios",
        r"deja (?:tu|un) comentario|vamos a (?:ver|hablar|explicar|contar)|veamos|aquí (?:está|están|tienes|puedes)",
    ),
    courtesies=(
        r"gracias|agradec\w+|bienvenid\w+|felicidades|enhorabuena|nos alegra\w*|un saludo|saludos|esperamos que",
        r"boletín|encantad[oa]s de|participaron en",
    ),
    dull=(
        r"queremos|quisiéramos|nos gustaría|vamos a|hoy|recientemente|hace (?:poco|unos)|la semana pasada|por favor",
        r"creemos|pensamos|esperamos|cabe (?:señalar|destacar|mencionar)|vale la pena",
    ),
    grips=(
        r"tú|tu|tus|usted|nunca|nadie|jamás|cada|todos|ningún\w*|por qué|peor|mejor|lent\w+|rápid\w+|sol[oa]|"
        r"mitad|doble|nada",
        r"error\w*|cuesta|costab?a|perd\w+|sin|siempre|imposible|únic\w+|gratis",
    ),
    asides=(
        r"agradecimient|gracias|créditos|notas|referencias|bibliografía|enlaces|véase|ver también|relacionad|"
        r"sobre (?:el|la) "
        r"autor|contacto|licencia|instalación|comentarios|recursos|índice|contenido$|apéndice|boletín",
    ),
    sets_up=(
        r"imagina|imagine|imaginemos|supongamos|supón|digamos|antes|hasta ahora|primero|en primer lugar|por un lado",
    ),
    counts=("dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez"),
    promises=(
        r"(?:dos|tres|cuatro|cinco|seis|varias|varios|muchas|muchos|algun[ao]s|\d+) (?:\w+ )?(?:razones|"
        r"motivos|formas|maneras|"
        r"cosas|pasos|ventajas|opciones|problemas|preguntas|tipos|reglas|lecciones|causas|ejemplos|"
        r"puntos)(?=[^.:]{0,25}[.:])",
    ),
    waiting=(
        r"si|cuando|mientras|aunque|como|porque|después de|antes de|desde que|hasta que|para|con|sin|al|"
        r"a pesar|en lugar|según",
    ),
    conditions=(r"si|cuando|mientras|hasta que|sin|con|en la mayoría",),
    turns=(r"pero|sin embargo|aunque|salvo|excepto|a menos|hasta que|sino|a no ser",),
    hangs=(r"y|e|o|u|es|son|era|no|sólo|solo|que|de|del|a|al|como|el|la|los|las|un|una|por|con|en|para|su|sus",),
    breaks=(
        r"porque|ya que|lo que|lo cual|el cual|la cual|donde|y (?:ellos|ellas|el|la|los|las|nosotros|se|no)|así que",
    ),
    says=(
        r"(?:dijo|dice|decía|escribió|escribe|explicó|explica|señaló|comentó|preguntó|respondió)",
        r"según",
    ),
    pronouns=(r"él|ella|ellos|ellas|lo|le|les",),
    verbs=(
        r"es|son|era|eran|fue|fueron|está|están|estaba|estaban|ha|han|había|hay|hubo|tiene|tienen|puede|pueden|debe|deben",
        r"va|van|hace|hacen|hizo|quiere|quieren|sabe|saben",
    ),
    verb_forms=(r"\w{2,}(?:aba|aban|ía|ían|ó|aron|ieron)",),
    relatives=(r"que|quien(?:es)?",),
    subjects=(r"nadie|yo|nosotros|todos",),
    joints=(r"y|e|o|u|pero|que|porque|para|con|sin|en|por|cuando|donde|si|desde|hasta|sobre|según|mientras|aunque",),
    adds=(r"porque|ya que|para que|en lugar|en vez|mientras|y (?:nadie|nosotros|ellos|ellas)",),
    binds=(r"que|si|cómo|quien|dónde",),
    parts=(r"de(?: l[ao]s?)?|del",),
    negates=(r"no|nunca|nadie|ningun\w*|ningún|nada|sin|jamás|ni|tampoco",),
    first_person=(r"yo|me|mi|mis|conmigo",),
    read_on="Lee el artículo completo",
    more="… y {} más",
)
