"""English, for the extractive writer. Data only."""

from reelpress.video.writers.tongues.base import Tongue

_THING = (
    r"post|article|section|chapter|blog|series|part|page|paragraph|tutorial|figure|table|chart|image|diagram|picture|"
    r"screenshot|snippet|listing|example|announcement|graph|list|text|sentences?|rows?"
)
_AN_ADVERB = (
    r"however|therefore|thus|hence|additionally|furthermore|moreover|also|finally|lastly|consequently|meanwhile|"
    r"nevertheless|nonetheless|besides|in addition|as a result|in fact|of course|in short|that said|in other words|"
    r"in particular|as a bonus|for example|for instance|to be clear|as always|as we(?:['’]ve| have) seen|"
    r"on the other hand|unfortunately|fortunately|luckily|sadly|then|still|yet|now|well|ok|okay|"
    r"by the way|plus|indeed|"
    r"first(?:ly)?|second(?:ly)?|third(?:ly)?|next|overall|note|nb|ps|p\.s\.|tip|warning|update|edit"
)
_NUMBER = r"two|three|four|five|six|seven|several|some|many|multiple|various|a few|a number of|a couple of|\d+"
_MATTER = (
    r"reasons?|ways?|things|steps|advantages|benefits|options|choices|problems|issues|questions|kinds|"
    r"types|parts|goals|"
    r"principles|lessons|rules|habits|causes|challenges|bottlenecks|changes|approaches|examples|features|categories|"
    r"enhancements|improvements|areas|topics|points"
)
ENGLISH = Tongue(
    code="en",
    stop=(
        "a an the and or but nor so yet if then else when while as of at by for from in into on onto out "
        "over to up with "
        "without about after before between is are was were be been being am do does did done has have had "
        "having will "
        "would can could should may might must shall not no this that these those it its they it them their "
        "he she his "
        "her you your we our us i me my there here what which who whom whose how why where all any both each "
        "few more "
        "most other some such only own same than too very just also now one two"
    ),
    connectives=(
        rf"(?:{_AN_ADVERB})(?=[,:])",
        r"tl;?dr",
        r"to (?:give|take|name|cite|use|mention) (?:just )?(?:a|an|one|some)(?: \w+){0,2} examples?(?=,)",
        r"(?:and|but|so|yet|also|note that|please note that|it is worth noting that|of course)(?=,?\s)",
    ),
    announces=(
        r"(?:on behalf of [^,]{1,160}, )?(?:we|i|the (?:[\w.]+ ){1,3}team)\s?(?:are|am|is|[’']re|[’']m) (?:\w+ )?"
        r"(?:happy|pleased|excited|thrilled|proud|delighted|glad) to (?:announce|share|report|say|tell you) that",
    ),
    greetings=(r"(?:greetings|hello|hi|hey|dear)(?: [\w'’]+){0,3}", r"good (?:morning|evening|news)(?: everyone)?"),
    dangling=(
        r"mine|ours|yours",
        r"this|these|that|those|it|its|it['’]s|they|they['’]re|they['’]ve|their|theirs|them|he|she|his|her|hers|him",
        r"such|both|neither|either|another|others?|here|there(?:fore)?|then|too|again|or|nor|and|but|so|yet|same",
        r"because|though|although \w+ (?:is|was) not|former|latter|otherwise|instead|likewise|similarly|rather|hence",
        r"thus|which|who|whose|whereas|also|similar|alternatively|depending on (?:this|that|which|the)",
        r"even \w+|that['’]s|there['’]s (?:also|another)|if (?:so|not|it|they|this|that|you do)",
        r"when (?:it|they|this|that)",
        r"as (?:such|it|they|this|a result)|even (?:so|then)|not (?:so|only|all of (?:them|these))|(?:to|"
        r"in) that end",
        r"the (?:same|former|latter|other|others|second|third|next(?! time)|last|first|result|rest|above|resulting)",
        r"the (?:remaining|idea|answer|reason|difference|problem here|interesting case|only (?:difference|"
        r"exception))",
        r"the (?:\w+ )?(?:benefit|advantage|drawback|downside|upside|consequence|solution|alternative|"
        r"catch) (?:is|was)",
        r"one (?:of (?:them|these|those)|reason|example|way|such|more|is|was)",
        r"(?:some|many|most|all|none|each|any|several|few|two|three|other) (?:of (?:them|these|those|which)|"
        r"others?|such)",
        r"(?:in|on|at|for|to|by|with|from|after|before|without|under|during|through|of|despite|beyond|like|"
        r"since|until|"
        r"given|unlike|besides|alongside|using) (?:this|that|these|those|it|them|which|such|both cases|"
        r"doing so|the same|"
        r"the latter|the former|other words|then)",
        r"(?:to|by) (?:do|doing|solve|fix|address|avoid|achieve|help with|make) (?:this|that|so|it|these)",
        r"doing (?:so|this|that)|in (?:contrast|comparison|response|turn|both|either|any|that) ?(?:case|cases)?",
        r"as well|more(?:over)?[,:]|(?:[a-z]+ly),? (?:this|it|they|these)",
        r"(?:\S+\s){1,4}(?:he|she)|(?:\S+\s){1,3}(?:this|these|those|them)(?! (?:year|week|month|day|morning))",
    ),
    leans=(
        r"the (?:\w+ )?(?:problem|trouble|issue|trick|point|question|key|lesson|fix|result) (?:is|was)",
        r"this|these|those|such|the same|both(?! \S+(?: \S+)? and)|neither|also|for (?:example|instance)|(?:^|"
        r"as )mentioned",
        r"that (?:process|way|case|problem|approach|kind|point|time|situation|change|feature|step|reason|work|"
        r"question)",
        r"(?:much|far|even|a lot|slightly|somewhat) (?:less|more) [\w-]+(?=\W*$)|what did(?! \S+ \S+ (?:do|mean))",
        r"(?:for|knows?|knew|explains?|sure|clear) (?:why|how)(?=\W*$)",
        r"there(?=\W*$)|(?<!open )(?<!back )(?<!up )(?<!online )(?<!works )again(?=\W*$)",
        r"though(?=\W*$)|however(?=\W*$)|(?:of|to|for|from|with) them",
    ),
    later=(r"(?:\w+ ){1,2}(?:days|weeks|months|years|month|week|day|year) later",),
    points=(
        r"(?:below|above)(?! (?:the|an?|all|our|its|their|\d|zero|average|ground|sea|freezing|water))",
        r"as shown|shown here|the following|as follows|following \w+(?: \w+)?(?=[:.])|click|see also",
        r"see (?:the|our|\w+ for)|check (?:(?:it|them) )?out|check the (?:docs?|documentation|list|repo\w*)|"
        r"read (?:more|about (?:it|how|the)|(?:the|our|my) (?:[\w-]+ ){0,3}(?:docs?|documentation|guide|rfc|details|"
        r"rest|"
        r"post|article))|learn more|scroll|(?<!who )(?<!that )(?<!they )(?<!users )(?<!people )sign up",
        r"more (?:information|details|info) (?:can|is|are|on|about|in)|can be found|you(?:'|’)?ll find|you can find",
        r"find (?:it|them|out|more)|(?:the|my|our|last|previous|next|earlier) (?:\w+ )?"
        r"(?:post|article|chapter|blog|series|tutorial|screenshot|snippet|announcement)(?!s?\s+of)",
        rf"(?:this|previous|next|earlier|last) (?:\w+ )?(?:{_THING})(?!s?\s+of)",
        r"(?:this|next) (?:issue|thread|talk|video)|(?:mentioned|linked) (?:above|below|earlier|here|before)",
        r"(?:stay|keep) tuned|let(?:'|’)s \w+|(?:take|have) a look|"
        r"look(?:ing)? at",
        r"(?:if|when|as) (?:we|you) look|strap in|for (?:details|more)|refer to|footnotes?|sidebar|read again",
        r"(?:is|are|available|described|documented|linked|found|discussed|listed|explained|in|from|over|news) here",
        r"here(?:'|’)s|(?:we|i)(?:'|’)ll (?:see|look|discuss|cover|show|explain|describe|talk|go|notice)|like so",
        r"(?:will|going to) (?:discuss|cover|explore|walk|show you|look|dive)|subscribe|join us|follow us",
        r"as (?:discussed|noted|described|explained|said|we saw|you can see)|if you(?:'|’)?(?:d| would) like to",
        r"pull requests?|release notes|let (?:us|me) know|please (?:report|note|gently|open|file|see|read|"
        r"refer|visit)",
        r"(?:open|file) an issue|reach out|comments? section|leave a comment",
    ),
    courtesies=(
        r"(?:happy|pleased|excited|thrilled|proud|delighted|glad|fortunate|grateful) to|thank\w*|(?:my |"
        r"our )?gratitude",
        r"join (?:our|us|the conversation)|follow (?:me|us)",
        r"appreciation|appreciated|look(?:ing)? forward|shout-?outs?|congratulat\w*|welcome feedback|kudos|"
        r"big thanks",
        r"(?:slack|discord|zulip|matrix|irc) (?:channel|server|workspace)|mailing list|newsletter|"
        r"(?:wouldn['’]t|would not) (?:be|have "
        r"been) possible without|all (?:our|the) contributors|came together|couldn['’]t have done it|"
        r"happy \w+ing|enjoy reading|hope (?:you|this|that this)",
    ),
    dull=(
        r"we (?:also )?(?:spoke|talked|heard|were|want|hope|plan|wish|would like|know that|think that|believe)",
        r"(?:announce\w*|welcome)|some people (?:are|have)|are wondering|it['’]?s time for|has been around for",
        r"(?:this|the) (?:post|article|blog)|years? ago|months? ago|months have passed|weeks? ago",
        r"(?:would|could) be (?:great|nice|interesting)|worth (?:noting|mentioning)|here is how|good news",
        r"(?:we|i|you)['’]ll (?:use|start|create|make|add|need|build|begin|call|name)",
        r"(?:today(?!,? (?:it|they|he|she) )|recently|last (?:week|month|year))|I(?:'|’)ve been|please",
        r"is a programming language|empowering everyone",
    ),
    grips=(
        r"you|your|never|every|nobody|no one|everyone|most|why|wrong|slow\w*|fast\w*|fails|failed|best|worst|only|"
        r"half|twice",
        r"doubled?|without|mistake\w*|cost\w*|lost|lose|break\w*|broke\w*|nothing|always|impossible|secret|"
        r"free|first",
    ),
    asides=(
        r"contributor|acknowledg|thank|credit|footnote|reference|further reading|see also|related|changelog|"
        r"other changes",
        r"install|get(?:ting)? involved|get(?:ting)? in touch|license|about the author|table of contents|"
        r"^contents|trivia",
        r"comments|links|resources|stabilized|miscellaneous|join |feedback|appendix|faq|platform support|contact",
        r"how (?:can|do) (?:i|you) ",
    ),
    sets_up=(
        r"take|suppose|imagine|consider|assume|say|picture|let['’]s say|there was a time|first(?:ly)?|previously",
        r"for some|on (?:the )?one hand|until (?:now|recently)|in the past",
    ),
    counts=("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    promises=(
        rf"(?:has|have|had|are|were|is|was|see|saw|need|needs|with|in|of|into|following|these|made|make|"
        rf"identified|found) "
        rf"(?:{_NUMBER})(?: [\w-]+){{0,3}} (?:{_MATTER})(?=[^.:]{{0,30}}[.:])",
    ),
    waiting=(
        r"if|when|while|although|though|since|as|because|after|before|unless|once|until|even|given|in order to|with",
        r"whenever|now that|to|by|in|for|on|at|during|from|despite|not only|whether|rather|instead|based on|abreast|"
        r"having|unlike",
    ),
    conditions=(r"if|when|whenever|unless|once|until|as long as|without|with|in (?:\w+ ){0,4}cases?|given",),
    turns=(r"but|however|although|though|unless|except|whether|until|yet|only if|rather than|instead of",),
    hangs=(
        r"and|or|is|are|was|were|be|been|not|just|only|mainly|mostly|partly|maybe|that|to|of|as|than|the|an?|it is",
        r"for example|for instance|i\.e\.|e\.g\.|such|which|with|by|in|on|for|from|at|along|no longer",
        r"want|need|have|has|had|try|tries|tried|trying|going|able|used|likely|starting|continues?|in order|start",
    ),
    breaks=(
        r"which|because|so that|as well as|where|including|such as|giving|meaning|thanks to|instead of|with",
        r"[a-z]{3,14}ing|how to|(?:[a-z]+ly )?(?:known|called|named|based|made|used)",
        r"(?:and|so) (?:we|you|it|they|the|this|that|i|he|she|a|an|your|our|there)",
    ),
    says=(
        r"(?:once )?(?:said|says|wrote|writes|put|puts|noted|notes|explained|explains|told|replied|asked)",
        r"according to",
    ),
    pronouns=(r"they|them|their|it|its|he|him|she|his|her|that one|those|we['’]re",),
    verbs=(
        r"is|are|was|were|has|have|had|can|cannot|could|will|would|should|may|might|must|do|does|did|became|becomes",
        r"\w+n['’]t|(?:we|you|they|i|it|that|there|who|he|she|what)['’](?:re|ve|ll|s|d|m)",
    ),
    verb_forms=(
        r"\w{3,}[^e]ed|allows?|makes?|made|gives?|gave|takes?|took|uses?|needs?|means?|meant|helps?|keeps?|kept|lets?",
        r"brings?|brought|comes?|came|goes|went|gets?|got|runs?|ran|works?|provides?|supports?|adds?|removes?|returns?",
        r"requires?|starts?|continues?|shows?|found|finds?|said|says|wants?|waits?|falls?|fell|rose|grew|grows?|knows?",
        r"tells?|told|thinks?|looks?|seems?|stands?|depends?|costs?|loses?|lost|wins?|won|leads?|led|begins?|began",
        r"sees?|saw|turns?|breaks?|broke|hides?|expects?|remains?|includes?|contains?|offers?|enables?|lacks?|spends?|spent",
        r"puts?|reads?|writes?|wrote|holds?|held|sends?|sent|leaves?|left|pays?|paid|buys?|bought|chose|chooses?|happens?|builds?|matters?",
    ),
    relatives=(r"that|which|who|whose|why|how|whether",),
    subjects=(r"we|you|i|they|it|he|she|nobody|everyone|everybody",),
    joints=(
        r"and|or|but|nor|so|because|since|while|when|where|which|that|who|whose|if|until|after|before|without|with|for",
        r"from|in|on|at|by|to|into|onto|through|during|across|among|via|under|using|including|instead|regardless|thanks",
        r"against|within|despite|between|around|once|even|how|what|as well|as if|as part|along with|rather than",
    ),
    adds=(
        r"because|so that|so (?:we|you|it|they|the)|while|instead of|rather than|as well as|as if|thanks to|without",
        r"regardless|even (?:if|though|when)|in addition to|in order to",
        r"and (?:we|you|it|they|i|he|she|nobody|everyone)",
    ),
    binds=(r"that|whether|how|why|what",),
    parts=(r"of",),
    negates=(
        r"not|no|never|nobody|none|nothing|neither|nor|without|cannot|\w+n['’]t|hardly|rarely|few|little|less|only",
    ),
    first_person=(r"i|i['’]m|i['’]ve|i['’]d|i['’]ll|me|my|mine",),
    read_on="Read the whole post",
    more="… and {} more",
)
