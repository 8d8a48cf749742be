"""The texts that transports.py signs and sends: NAME -> text.

PLAIN are paragraphs that no tool has a reason to change, HARD are paragraphs in which some tools change characters or break
words, MARKDOWN is a document whose markup a conversion to text drops.
"""

import textwrap
import unicodedata

RIVER = (
    "A river does not decide where it goes. It follows the ground, and the ground is older than the water. "
    "Where the rock is soft the valley grows wide, and where it is hard the stream cuts a narrow gate. "
    "People came later and built mills at the gates. The mills are gone now, but the names have stayed."
)
CLOCK = (
    "The clock in the station ran two minutes fast for thirty years. Nobody minded. Travellers who hurried were early, "
    "and those who were late had only missed the time and not the train. When it was repaired, complaints came in every day."
)
GARDEN = (
    "Beans were sown in the last week of April, in two rows along the wall. The soil was still cold, so half of them "
    "rotted. A second sowing in May caught up within a month. Water is given in the evening, at the root and never on the "
    "leaves. What the snails take in one night is more than what the sun takes in a week."
)

PLAIN = {
    "short": "The answer is no. Ask again tomorrow.",
    "prose": f"{RIVER}\n\n{CLOCK}\n\n{GARDEN}\n",
    "long": f"{RIVER} {GARDEN} {CLOCK} {GARDEN} {RIVER} {CLOCK} {RIVER} {GARDEN}\n\n{CLOCK} {RIVER} {GARDEN} {CLOCK}\n",
    "wrapped": "\n\n".join(textwrap.fill(p, 72) for p in (RIVER, CLOCK, GARDEN)) + "\n",
    "accents": unicodedata.normalize(
        "NFC",
        "Die Brücke über den Fluss wurde im März geöffnet. Größere Schiffe müssen warten, bis die Flügel sich heben. "
        "Für Fußgänger gibt es eine Fähre.\n\n"
        "En février, la forêt a brûlé près du château. Après Pâques, les élèves ont planté des chênes.\n\n"
        "Příliš žluťoučký kůň úpěl ďábelské ódy. Żółta łódź płynie po jeziorze. "
        "Tiếng Việt có nhiều dấu thanh. Trời hôm nay rất đẹp.\n",
    ),
    "greek": (
        "Ο ποταμός δεν αποφασίζει πού θα πάει. Ακολουθεί το έδαφος, και το έδαφος είναι παλαιότερο από το νερό. "
        "Οι άνθρωποι ήρθαν αργότερα και έχτισαν μύλους.\n\n"
        "Οι μύλοι δεν υπάρχουν πια, αλλά τα ονόματα έμειναν. Κανείς δεν θυμάται γιατί.\n"
    ),
    "hindi": (
        "नदी यह तय नहीं करती कि वह कहाँ जाएगी। वह ज़मीन के साथ चलती है और ज़मीन पानी से पुरानी है। "
        "लोग बाद में आए और उन्होंने चक्कियाँ बनाईं।\n\n"
        "चक्कियाँ अब नहीं रहीं, पर नाम बचे हैं। किसी को याद नहीं कि ऐसा क्यों हुआ।\n"
    ),
    "chinese": (
        "河流并不决定自己的去向。它顺着大地流淌，而大地比水更古老。岩石松软的地方，山谷变得宽阔；岩石坚硬的地方，水流切出狭窄的山口。"
        "后来人们来了，在山口建起了磨坊。\n\n"
        "磨坊如今已经不在了，但名字留了下来。没有人记得这是为什么，也没有人再去问。\n"
    ),
    "korean": (
        "강은 어디로 갈지 스스로 정하지 않는다. 강은 땅을 따라 흐르고 땅은 물보다 오래되었다. "
        "사람들은 나중에 와서 물레방아를 지었다.\n\n"
        "물레방아는 이제 없지만 이름은 남았다. 아무도 그 까닭을 기억하지 못한다.\n"
    ),
}

HARD = {
    "quotes": (
        "\"It's late,\" she said -- and it was. The train hadn't come... Nobody's ticket was checked, and the \"express\" "
        "stood still.\n\n'Why wait?' he asked. 'There's a bus at nine, isn't there?' Pages 10--12 say so.\n"
    ),
    "typographic": (
        "“It’s late,” she said — and it was. The train hadn’t come… Nobody’s ticket was checked.\n\n"
        "«Why wait?» he asked. ‘There’s a bus at nine, isn’t there?’ Pages 10–12 say so.\n"
    ),
    "hyphens": (
        "A well-known, half-forgotten, state-of-the-art steam-engine stood in the mid-nineteenth-century engine-house. "
        "Its hand-made, self-oiling bearings were long-lived -- well-nigh ever-lasting.\n\n"
        "The twenty-one-year-old fire-man was quick-witted, good-natured and hard-working, a once-in-a-lifetime find.\n"
    ),
    "symbols": (
        "Write to office@example.org or see https://example.org/a_long/path/with_under_scores/and?query=1&more=2#part for "
        "more. If a < b & b > c then 3 * 4 * 5 is 60, costs $5 or $6, and x_1 + x_2 = [y] ~ 7.\n\n"
        "Is it 50% or #1? Use snake_case_names, C:\\path\\file, 2^10 and {braces} | pipes.\n"
    ),
    "emoji": (
        "Rain again ☔️ and still no bus 🚌. The family 👨‍👩‍👧‍👦 waits, one thumb 👍🏽 up. A heart ❤️ on the glass, "
        "a flag 🇩🇪 in the window. Done ✔︎.\n\nTomorrow sun ☀️ and 21 °C, they say.\n"
    ),
    "doublespace": (
        "Typists put two spaces here.  They were taught so.  Others  align   words\twith tabs.\n\n\n"
        "    An indented line stands here. \nA line with a trailing space stood above it.\n"
    ),
    "compat": (
        "The ﬁrst ofﬁce is on the 2ⁿᵈ ﬂoor… ½ of it. Ångström is spelled \u212bngström, and ① is a circled one. "
        "Ｆｕｌｌ width too.\n\nThe trade mark ™ and № 5 remain.\n"
    ),
}

MARKDOWN = {
    "markdown": (
        "# How to sow beans\n\nSow them in **April**, in *two* rows. The [wall](https://example.org/wall) keeps them warm.\n\n"
        "- Water in the evening. Never at noon.\n- Use `rake --soft` first.\n\n"
        "```sh\nrake --soft && sow beans\n# done\n```\n\n> Beans need no care. They need time.\n\n"
        "1. Dig.\n2. Wait.\n\n| month | rows |\n|-------|------|\n| April | 2    |\n\nThat is all. Good luck!\n"
    ),
}

ALL = PLAIN | HARD | MARKDOWN
