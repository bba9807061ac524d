"""Texts like those of the record, drawn from short lists of words in several scripts."""

from random import Random

WORDS = {
    "en": "the ministry said that a convoy of trucks passed the checkpoint near hill road village while observers "
    "reported shelling prisoners remains mines engineers corridor bridge patrol agreement commission meeting border "
    "post returned families humanitarian cargo 12 48,000 1,960 opened closed denied confirmed withdrew crossed",
    "az": "nazirlik bildirdi ki yük maşınlarının karvanı körpüdən keçdi sərhəd məntəqəsi kənd yolu müşahidəçilər əsir "
    "girov minalar mühəndis dəhliz görüş komissiya qayıtdı ailələr açıldı bağlandı təkzib etdi təsdiqlədi İclas ığ",
    "hy": "նախարարությունը հայտնեց որ բեռնատարների շարասյունն անցավ կամուրջը սահմանային անցակետ գյուղ ճանապարհ "
    "դիտորդներ գերիներ ականներ միջանցք հանդիպում հանձնաժողով վերադարձավ ընտանիքներ բացվեց փակվեց հերքեց հաստատեց",
    "ru": "министерство сообщило что колонна грузовиков прошла мост пограничный пост село дорога наблюдатели пленные "
    "останки мины инженеры коридор встреча комиссия вернулись семьи открыт закрыт опровергло подтвердило обстрел",
    "fa": "وزارت گفت که کاروان کامیون از پل گذشت پاسگاه مرزی روستا جاده ناظران اسیران مین راهرو دیدار کمیسیون بازگشتند",
    "ka": "სამინისტრომ განაცხადა რომ კოლონამ გაიარა ხიდი საზღვარი სოფელი გზა დამკვირვებლები ტყვეები ნაღმები შეხვედრა",
}
LANGUAGES = tuple(WORDS)
VOCABULARY = {language: tuple(words.split()) for language, words in WORDS.items()}
WEIGHTS = (60, 10, 10, 12, 4, 4)


def language(draw: Random) -> str:
    """Return a language; most are the first."""
    return draw.choices(LANGUAGES, WEIGHTS)[0]


def sentence(draw: Random, of: str, *, least: int = 6, most: int = 24) -> str:
    """Return a sentence of words of a language."""
    words = draw.choices(VOCABULARY[of], k=draw.randint(least, most))
    return f"{' '.join(words).capitalize()}."


def text(draw: Random) -> str:
    """Return a summary: an English sentence, and often another in any language."""
    second = f" {sentence(draw, language(draw))}" if draw.random() < 0.6 else ""
    return sentence(draw, "en", least=10) + second


def name(draw: Random) -> str:
    """Return a name of two words."""
    return " ".join(word.capitalize() for word in draw.sample(VOCABULARY[language(draw)], 2))
