"""Portuguese, for the extractive writer. Data only."""

from reelpress.video.writers.tongues.base import Tongue

PORTUGUESE = Tongue(
    code="pt",
    drops_subject=True,
    stop=(
        "o a os as um uma uns umas de do da dos das em no na nos nas por pelo pela pelos pelas para com sem "
        "sob sobre entre "
        "até desde após e ou mas nem que se como quando onde quem qual cujo é são era eram foi foram ser "
        "sido está estão "
        "estava estavam estar tem têm tinha tinham ter há havia pode podem deve devem não mais muito já "
        "também só me te lhe "
        "lhes nos vos seu sua seus suas meu minha meus minhas teu tua nosso nossa nossos nossas este esta "
        "estes estas esse "
        "essa esses essas isso isto aquele aquela aquilo todo toda todos todas eu tu ele ela eles elas você "
        "vocês ao aos à às"
    ),
    connectives=(
        r"no entanto|contudo|todavia|porém|além disso|portanto|por isso|assim|consequentemente|finalmente|"
        r"por fim|afinal",
        r"por exemplo|ou seja|em outras palavras|em resumo|de fato|de facto|na verdade|claro|infelizmente|felizmente",
        r"(?:e|mas|pois|então|bem)(?=,?\s)",
    ),
    announces=(
        r"(?:estamos|ficamos) (?:muito )?(?:felizes|contentes|orgulhosos) (?:em|por|de) (?:anunciar|partilhar|"
        r"compartilhar) que",
    ),
    greetings=(r"(?:olá|oi|bom dia|boa tarde|car[oa]s?)(?: a todos| a todas| pessoal| \w+){0,2}",),
    dangling=(
        r"iss?to|isso|aquilo|est[ae]s?|ess[ae]s?|aquel[ae]s?|el[ae]s?|ambos|ambas|tal|tais|assim|então|depois|"
        r"ali|lá|aqui|aí",
        r"por (?:isso|isto|essa|esse|tanto)|portanto|também|além disso|além d\w+|porém|contudo|mas|e|ou|"
        r"porque|embora|que|seu|sua",
        r"(?:o|a|os|as) (?:mesm[ao]s?|outr[ao]s?|segund[ao]|terceir[ao]|seguinte|últim[ao]|resultado|razão|solução)",
        r"(?:neste|nesta|nesse|nessa|naquel[ae]|nisso|nisto|disso|disto|deste|desta|desse|dessa|del[ae]s?|nel[ae]s?)",
        r"(?:com|para|por|sem|após|sobre|em) (?:iss?to|isso|ess[ae]s?|est[ae]s?|el[ae]s?|ambos)|seus|suas|"
        r"lhes?|cuj[ao]s?",
        r"(?:algun[s]|muitos|vários|tod[ao]s|um|uma|nenhum) (?:del[ae]s|dess[ae]s|dest[ae]s)|em (?:vez disso|"
        r"contrapartida)",
        r"eram|foram|era|\S+ (?:del[ae]s|dess[ae]s?|dest[ae]s?)",
    ),
    leans=(
        r"iss?to|isso|est[ae]s?|ess[ae]s?|el[ae]s?|del[ae]s?|nel[ae]s?|também|mesm[ao]s?|por exemplo|ali|tal|"
        r"tais|ness[ae]s?|dess[ae]s?",
    ),
    points=(
        r"veja|ver (?:também|mais|a|o)|vide|como (?:mostra|mostrado|indicado|se vê|explicado)|abaixo|acima|"
        r"a seguir|seguinte (?=:)",
        r"clique|saiba mais|mais informações|leia (?:mais|também)|subscreva|inscreva|siga-nos|visite|"
        r"(?:n?est[ea]|o|a) (?:artigo|post|postagem)",
        r"(?:a|esta|nesta|na|seguinte) (?:tabela|figura|imagem|captura)|o gráfico|comentários?|vamos (?:ver|"
        r"falar|mostrar|explicar)|vejamos",
    ),
    courtesies=(
        r"obrigad[oa]s?|agradec\w+|bem-vind\w+|parabéns|olá|abraços?|esperamos que|é um prazer|boletim|"
        r"newsletter|boa leitura",
    ),
    dull=(
        r"queremos|gostaríamos|vamos|hoje (?:vamos|queremos)|recentemente|na semana passada|por favor|"
        r"acreditamos|achamos",
        r"esperamos|vale (?:notar|a pena|ressaltar)|convém",
    ),
    grips=(
        r"você|seu|sua|tu|nunca|ninguém|jamais|cada|todos|nenhum\w*|por que|pior|melhor|lent\w+|rápid\w+|só|"
        r"metade|dobro|nada",
        r"duplic\w+|erro\w*|cust\w+|perd\w+|sem|sempre|impossível|únic\w+|grátis|esquecid\w+",
    ),
    asides=(
        r"agradeciment|créditos|notas de rodapé|referências|bibliografia|ligações|links|ver também|"
        r"veja também|relacionad",
        r"sobre [oa] autor|contato|contacto|licença|instalação|comentários|recursos|índice|apêndice|boletim",
    ),
    sets_up=(
        r"imagine|imaginemos|suponha|suponhamos|digamos|antes|até agora|primeiro|em primeiro lugar|"
        r"por um lado",
    ),
    counts=("dois|duas", "três", "quatro", "cinco", "seis", "sete", "oito", "nove", "dez"),
    promises=(
        r"(?:dois|duas|três|quatro|cinco|seis|vários|várias|muitas|muitos|alguns|algumas|"
        r"\d+) (?:\w+ )?(?:razões|motivos|formas|"
        r"maneiras|coisas|passos|vantagens|opções|problemas|perguntas|tipos|regras|hábitos|lições|causas|"
        r"exemplos|pontos)"
        r"(?=[^.:]{0,25}[.:])",
    ),
    waiting=(
        r"se|quando|enquanto|embora|como|porque|depois|antes|desde|até|para|com|sem|ao|apesar|em vez|segundo|"
        r"caso|ainda que",
    ),
    conditions=(r"se|quando|enquanto|até|sem|com|caso|na maioria",),
    turns=(r"mas|porém|no entanto|embora|exceto|a menos|até que|salvo|senão|contudo",),
    hangs=(r"e|ou|é|são|era|não|só|que|de|do|da|dos|das|a|o|ao|à|como|um|uma|por|com|em|no|na|para|seu|sua",),
    breaks=(r"porque|pois|o que|o qual|a qual|onde|já que|e (?:ele|ela|eles|elas|o|a|os|as|nós|não)|de modo que",),
    says=(r"(?:disse|diz|dizia|escreveu|escreve|explicou|explica|notou|comentou|perguntou|respondeu)", r"segundo"),
    pronouns=(r"ele|ela|eles|elas|lhe|lhes",),
    verbs=(
        r"é|são|era|eram|foi|foram|está|estão|estava|estavam|tem|têm|tinha|tinham|há|pode|podem|deve|devem|vai|vão|faz|fez",
        r"fica|ficou|ficam",
    ),
    verb_forms=(r"\w{3,}(?:ava|avam|iam|ou|aram|iu)",),
    relatives=(r"que|quem",),
    subjects=(r"ninguém|eu|nós|todos",),
    joints=(r"e|ou|mas|que|porque|para|com|sem|em|por|quando|onde|se|desde|até|sobre|enquanto|embora",),
    adds=(r"porque|pois|já que|para que|em vez|enquanto|e (?:ninguém|nós|eles|elas|ele|ela)",),
    binds=(r"que|se|como|quem|onde",),
    parts=(r"d[aeo]s?",),
    negates=(r"não|nunca|ninguém|nenhum\w*|nada|sem|jamais|nem",),
    first_person=(r"eu|me|mim|meu|minha|meus|minhas",),
    read_on="Leia o artigo completo",
    more="… e mais {}",
)
