// SPDX-License-Identifier: Apache-2.0
#include "core/store/clipquery.h"
#include "core/store/clipqueryparser.h"
#include "core/store/nearestname.h"
#include "tests/core/store/madeclip.h"
#include "tests/support/testcase.h"

using namespace sightglass;
using namespace sightglass::test;

/// Questions to each frame of a clip.
class ClipQueryTest : public TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void areAnswered_data();
    void areAnswered();
    void areRefused_data();
    void areRefused();
    void comparesScoresAsThresholdsDo();
    void emptyTextMatchesNothing();
    void classesWithoutNamesHaveNumbers();
    void bearsAnyText();
    void bearsDepthAndLength();
    void suggestsTheNearestName();
};

namespace
{

QStringList names()
{
    return {QStringLiteral("person"), QStringLiteral("bus"),     QStringLiteral("traffic light"),
            QStringLiteral("score"),  QStringLiteral("t-shirt"), QStringLiteral("salt and pepper"),
            QStringLiteral("7"),      QStringLiteral("bus"),     QStringLiteral("say \"hi\""),
            QStringLiteral("not me")};
}

/// Two persons, a bus of the second class of that name, a traffic light.
std::vector<Survivor> street()
{
    return {seen(0, 0.9f), seen(7, 0.8f), seen(0, 0.6f), seen(2, 0.3f)};
}

} // namespace

void ClipQueryTest::areAnswered_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<bool>("matches");
    const auto add = [](const char *query, bool matches) {
        QTest::newRow(query) << QString::fromUtf8(query) << matches;
    };
    add("person", true);
    add("  PerSon\t", true);
    add("t-shirt", false);
    add("person = 2", true);
    add("person == 2", true);
    add("person=2", true);
    add("person != 2", false);
    add("person != 0", true);
    add("person < 2", false);
    add("person < 3", true);
    add("person <= 2", true);
    add("person <= 1", false);
    add("person > 1", true);
    add("person > 2", false);
    add("person >= 2", true);
    add("person >= 3", false);
    add("person >= 99999999999", false);
    add("person < 0", false);
    add("any", true);
    add("any = 4", true);
    add("any = 0", false);
    add("ANY >= 5", false);
    add("score < 0.4", true);
    add("score < 0.3", false);
    add("score <= 0.3", true);
    add("score = 0,3", true);
    add("score != 0.3", true);
    add("score > 0.9", false);
    add("score >= .9", true);
    add("any score >= 0.9", true);
    add("person score >= 0.9", true);
    add("person score < 0.5", false);
    add("bus score>0.7", true);
    add("traffic light", true);
    add("traffic   LIGHT >= 1", true);
    add("\"traffic light\" > 1", false);
    add("\" traffic  light \" = 1", true);
    add("bus", true);
    add("7", false);
    add("7 = 0", true);
    add("class 0 = 2", true);
    add("class 7", true);
    add("\"score\"", false);
    add("\"score\" score > 0.1", false);
    add("salt and pepper", false);
    add("salt and pepper = 0 and bus", true);
    add("\"say \"\"hi\"\"\" = 0", true);
    add("not me", false);
    add("not person", false);
    add("not not person", true);
    add("not t-shirt", true);
    add("NOT(t-shirt)", true);
    add("bus and person", true);
    add("bus and t-shirt", false);
    add("bus or t-shirt", true);
    add("t-shirt or t-shirt or bus", true);
    add("bus or bus and t-shirt", true);
    add("(bus or bus) and t-shirt", false);
    add("not t-shirt and bus", true);
    add("not (t-shirt or bus)", false);
    add("((person))", true);
}

void ClipQueryTest::areAnswered()
{
    QFETCH(QString, query);
    QFETCH(bool, matches);
    const auto parsed = ClipQuery::parse(query, names());
    QVERIFY2(parsed.ok(), parsed.ok() ? "" : qPrintable(parsed.error().toText()));
    QCOMPARE(parsed->text(), query);
    QVERIFY(!parsed->isEmpty());
    QCOMPARE(parsed->matches(street()), matches);
}

void ClipQueryTest::areRefused_data()
{
    QTest::addColumn<QString>("query");
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("suggestion");
    const auto add = [](const char *query, const char *message, const char *suggestion) {
        QTest::newRow(query) << QString::fromUtf8(query) << QString::fromUtf8(message) << QString::fromUtf8(suggestion);
    };
    add("persn", "The model knows no class \"persn\" (character 1 of the query).", "Did you mean \"person\"?");
    add("bus and trafic light > 1", "The model knows no class \"trafic light\" (character 9 of the query).",
        "Did you mean \"traffic light\"?");
    add("traffic", "The model knows no class \"traffic\" (character 1 of the query).",
        "Did you mean \"traffic light\"?");
    add("\"buss\" = 1", "The model knows no class \"buss\" (character 1 of the query).", "Did you mean \"bus\"?");
    add("person walking >= 2", "The model knows no class \"person walking\" (character 1 of the query).",
        "Its classes");
    add("class 99", "The model knows no class \"class 99\" (character 1 of the query).", "Its classes");
    add("zebra", "The model knows no class \"zebra\" (character 1 of the query).", "Its classes are: person, bus");
    add(">= 3", "A class, \"any\" or \"score\" is missing at character 1 of the query.", "Write a condition");
    add("person and", "A class, \"any\" or \"score\" is missing at character 11 of the query.", "Write a condition");
    add("person or or bus", "A class, \"any\" or \"score\" is missing at character 11 of the query.", "Write");
    add("()", "A class, \"any\" or \"score\" is missing at character 2 of the query.", "Write a condition");
    add("person >=", "A number is missing at character 10 of the query.", "Write a condition");
    add("person >= many", "A number is missing at character 11 of the query.", "Write a condition");
    add("person >= 3x", "A number is missing at character 11 of the query.", "Write a condition");
    add("person > -1", "A number is missing at character 10 of the query.", "Write a condition");
    add("person => 3", "A number is missing at character 9 of the query.", "Write a condition");
    add("person ! 3", "A number is missing at character", "Write a condition");
    add("person >= 0.5", "At character 11 of the query stands a fraction, but a number of detections is whole.",
        "Write \"score\"");
    add("score", "A comparison is missing after \"score\" at character 6 of the query.", "Write one, as in");
    add("person score", "A comparison is missing after \"score\" at character 13 of the query.", "Write one, as in");
    add("score > 40", "The score at character 9 of the query is above 1, but scores are from 0 to 1.", "");
    add("(person", "The parenthesis at character 1 of the query is not closed, or \"and\" or \"or\" is missing.", "");
    add("person)", "The query closes a parenthesis at character 7 that was not opened.", "");
    add("\"person", "The quotation mark at character 1 of the query is not closed.", "");
    add("person > 1 bus", "\"and\" or \"or\" is missing at character 12 of the query.", "");
    add("person \"bus\"", "\"and\" or \"or\" is missing at character 8 of the query.", "");
    add("\x1b[31m", "The model knows no class \"\\x1b[31m\" (character 1 of the query).", "Its classes");
}

void ClipQueryTest::areRefused()
{
    QFETCH(QString, query);
    QFETCH(QString, message);
    QFETCH(QString, suggestion);
    const auto parsed = ClipQuery::parse(query, names());
    QVERIFY(!parsed.ok());
    QVERIFY2(parsed.error().message.startsWith(message), qPrintable(parsed.error().toText()));
    QVERIFY2(suggestion.isEmpty() || parsed.error().suggestion.startsWith(suggestion),
             qPrintable(parsed.error().toText()));
    QCOMPARE(parsed.error().suggestion.isEmpty(), suggestion.isEmpty());
}

void ClipQueryTest::comparesScoresAsThresholdsDo()
{
    std::mt19937 random(9);
    for (int round = 0; round < 2000; ++round) {
        const int step = int(random() % (scoreSteps + 1));
        const QString typed = round % 2 ? QString::number(double(random() % 10001) / 10000.0)
                                        : QString::number(double(scoreOfStep(step)), 'f', 5);
        const float number = typed.toFloat();
        const float score = scoreOfStep(step);
        const std::vector<Survivor> frame{{static_cast<std::uint16_t>(step), 0, 0, 0, 1, 1}};
        const auto matches = [&](const char *relation) {
            return ClipQuery::parse(QStringLiteral("score %1 %2").arg(QLatin1String(relation), typed), names())
                ->matches(frame);
        };
        QCOMPARE(matches("<"), score < number);
        QCOMPARE(matches("<="), score <= number);
        QCOMPARE(matches("="), score == number);
        QCOMPARE(matches("!="), score != number);
        QCOMPARE(matches(">="), score >= number);
        QCOMPARE(matches(">"), score > number);
    }
}

void ClipQueryTest::emptyTextMatchesNothing()
{
    QVERIFY(ClipQuery().isEmpty());
    QVERIFY(!ClipQuery().matches(street()));
    const auto spaces = ClipQuery::parse(QStringLiteral(" \t "), names());
    QVERIFY(spaces.ok());
    QVERIFY(spaces->isEmpty());
    QVERIFY(!spaces->matches({}));
}

void ClipQueryTest::classesWithoutNamesHaveNumbers()
{
    const auto query = ClipQuery::parse(QStringLiteral("class 0 >= 2 and not CLASS 31"), {});
    QVERIFY(query.ok());
    QVERIFY(query->matches(street()));
    const auto named = ClipQuery::parse(QStringLiteral("person"), {});
    QVERIFY(!named.ok());
    QVERIFY(named.error().suggestion.contains(QLatin1String("class 7")));
    QVERIFY(!ClipQuery::parse(QStringLiteral("class 65536"), {}).ok());
}

void ClipQueryTest::bearsAnyText()
{
    const QStringList parts{
        QStringLiteral("person"), QStringLiteral("\""),      QStringLiteral("("),     QStringLiteral(")"),
        QStringLiteral(" "),      QStringLiteral("and"),     QStringLiteral("or"),    QStringLiteral("not"),
        QStringLiteral("score"),  QStringLiteral(">="),      QStringLiteral("!"),     QStringLiteral("="),
        QStringLiteral("0.5"),    QStringLiteral("3"),       QStringLiteral("any"),   QStringLiteral("class"),
        QStringLiteral("."),      QStringLiteral("traffic"), QStringLiteral("light"), QString(QChar(0xd800)),
        QStringLiteral("1e9"),    QString(QChar(0))};
    std::mt19937 random(13);
    int understood = 0;
    for (int round = 0; round < 20000; ++round) {
        QString text;
        for (unsigned i = 0; i < 1 + random() % 12; ++i) {
            text += parts.at(static_cast<qsizetype>(random() % static_cast<unsigned>(parts.size())));
            if (random() % 2)
                text += QLatin1Char(' ');
        }
        const auto query = ClipQuery::parse(text, names());
        if (query) {
            ++understood;
            (void)query->matches(street());
        } else {
            QVERIFY(!query.error().message.isEmpty());
        }
    }
    QVERIFY(understood > 100);
}

void ClipQueryTest::bearsDepthAndLength()
{
    const auto parses = [](const QString &text) { return ClipQuery::parse(text, names()).ok(); };
    const auto nested = [](int depth) {
        return QString(depth, QLatin1Char('(')) + QStringLiteral("bus") + QString(depth, QLatin1Char(')'));
    };
    QVERIFY(parses(nested(ClipQueryParser::mostDepth - 1)));
    QVERIFY(!parses(nested(ClipQueryParser::mostDepth)));
    QVERIFY(!parses(QString(ClipQueryParser::mostCharacters, QLatin1Char('('))));
    QVERIFY(!parses(QStringLiteral("not ").repeated(200) + QStringLiteral("bus")));
    QVERIFY(parses(QStringLiteral("bus or ").repeated(200) + QStringLiteral("bus")));
    QVERIFY(!parses(QStringLiteral("bus or ").repeated(2000) + QStringLiteral("bus")));
}

void ClipQueryTest::suggestsTheNearestName()
{
    QCOMPARE(nearestName(QStringLiteral("PERSONS"), names()), QStringLiteral("person"));
    QCOMPARE(nearestName(QStringLiteral("tr"), names()), QStringLiteral("traffic light"));
    QCOMPARE(nearestName(QStringLiteral("elephant"), names()), QString());
    QCOMPARE(nearestName(QString(), names()), QString());
    QCOMPARE(nearestName(QString(100000, QLatin1Char('x')), names()), QString());
}

QTEST_GUILESS_MAIN(ClipQueryTest)
#include "tst_clipquery.moc"
