"""Honest comments in languages that the filter was not taught: never spam, mostly published."""

# ruff: noqa: E501

import pytest

from spamfilter import Filter, Outcome, Submission

HONEST = {
    "Polish": (
        "Dziękuję za ten artykuł, wreszcie ktoś to wyjaśnił.", "Nie zgadzam się. W Krakowie próbowano tego już w 1998 roku.", "A co z rowerzystami?",
        "Mieszkam obok i hałas jest nie do zniesienia.", "Świetny tekst, ale zakończenie słabe.", "Czy ktoś ma źródło tych liczb?",
        "Mój dziadek pracował przy tej budowie, opowiadał zupełnie co innego.", "Znowu zapłacą podatnicy.", "Literówka w drugim akapicie: „tunej” zamiast „tunel”.", "Dobre!",
    ),
    "German": (
        "Danke für den Artikel, jetzt verstehe ich endlich, worum es geht.", "Das stimmt so nicht: Der Tunnel wurde schon 2012 beschlossen.", "Und wer bezahlt das?",
        "Ich wohne seit vierzig Jahren hier und habe so etwas noch nie erlebt.", "Guter Beitrag, aber die Überschrift ist reißerisch.", "Gibt es dazu eine Quelle?",
        "Auf meinem Handy verdeckt das Bild den ersten Absatz.", "Typisch, erst versprechen, dann vergessen.", "Meine Großmutter hat das Brot immer mit Sauerteig gebacken.", "Genau!",
    ),
    "French": (
        "Merci pour cet article très clair.", "Je ne suis pas d'accord : à Lyon, le tramway a coûté deux fois moins.", "Et les habitants, on leur a demandé ?",
        "Mon père y a travaillé pendant trente ans, il racontait tout autre chose.", "Bonne analyse, conclusion un peu faible.", "Quelle est la source de ce chiffre ?",
        "Petite erreur : le pont date de 1973 et non de 1978.", "Encore une promesse qui ne sera pas tenue.", "Sur mon téléphone, la photo cache le titre.", "Bravo !",
    ),
    "Russian": (
        "Спасибо за статью, наконец-то всё понятно.", "Не согласен: в Казани это пробовали ещё в 2005 году.", "А кто за это заплатит?", "Я живу рядом, шум стоит круглые сутки.",
        "Хороший текст, но вывод слабый.", "Откуда эти цифры?", "Мой дед строил этот мост и рассказывал совсем другое.", "Опять обещания.",
        "Опечатка во втором абзаце.", "Точно!",
    ),
    "Arabic": (
        "شكرا على المقال، أخيرا فهمت الموضوع.", "لا أتفق مع الكاتب، الوضع في مدينتنا مختلف تماما.", "ومن سيدفع الثمن؟", "أسكن قرب الميناء والضجيج لا يطاق.",
        "مقال جيد لكن الخاتمة ضعيفة.", "ما مصدر هذه الأرقام؟", "كان جدي يعمل هناك وقصته مختلفة.", "وعود جديدة كالعادة.", "هناك خطأ في الفقرة الثانية.", "صحيح!",
    ),
    "Chinese": (
        "谢谢这篇文章,终于明白了。", "我不同意,我们城市十年前就试过了。", "那么谁来付钱呢?", "我住在附近,噪音很大。", "写得不错,结尾有点弱。", "这些数字的来源是什么?",
        "我爷爷在那里工作过,他说的完全不一样。", "又是空头支票。", "第二段有个错别字。", "说得对!",
    ),
}  # fmt: skip


@pytest.mark.parametrize("language", HONEST)
def test_honest_comments_are_never_condemned_and_mostly_published(judge: Filter, language: str) -> None:
    outcomes = [judge.judge(Submission(text, "Ola", "ola@mail.example")).outcome for text in HONEST[language]]

    assert Outcome.SPAM not in outcomes
    assert outcomes.count(Outcome.UNSURE) <= 1
