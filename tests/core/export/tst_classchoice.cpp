// SPDX-License-Identifier: Apache-2.0
#include "core/export/classchoice.h"
#include "tests/support/testcase.h"

using namespace sightglass;

class ClassChoiceTest : public test::TestCase
{
    Q_OBJECT

private:
    const QStringList m_names{QStringLiteral("person"), QStringLiteral("traffic light"), QString(),
                              QStringLiteral("car")};

    /// Which of classes 0 to 5 are shown.
    static QList<int> shown(const ClassChoice &choice, Thresholds thresholds = {})
    {
        Candidates candidates;
        for (int id = 0; id < 6; ++id)
            candidates.items.push_back({{}, id, 0.5f});
        choice.apply(thresholds, candidates);
        QList<int> ids;
        for (int id = 0; id < 6; ++id) {
            if (thresholds.rule(id).shown)
                ids.append(id);
        }
        return ids;
    }

private Q_SLOTS:
    void chooses_data()
    {
        QTest::addColumn<QStringList>("wanted");
        QTest::addColumn<bool>("named");
        QTest::addColumn<QList<int>>("expected");
        QTest::newRow("nothing chosen") << QStringList() << true << QList<int>{0, 1, 2, 3, 4, 5};
        QTest::newRow("by name") << QStringList{QStringLiteral("Car"), QStringLiteral(" traffic light")} << true
                                 << QList<int>{1, 3};
        QTest::newRow("by number") << QStringList{QStringLiteral("2")} << true << QList<int>{2};
        QTest::newRow("no names") << QStringList{QStringLiteral("5"), QStringLiteral("0")} << false << QList<int>{0, 5};
    }

    void chooses()
    {
        QFETCH(QStringList, wanted);
        QFETCH(bool, named);
        QFETCH(QList<int>, expected);
        const auto choice = ClassChoice::make(wanted, named ? &m_names : nullptr);
        QVERIFY(choice);
        QCOMPARE(shown(*choice), expected);
    }

    void keepsOwnThresholds()
    {
        Thresholds thresholds;
        thresholds.classes[0] = {true, 0.75f};
        thresholds.classes[3] = {false, 0.5f};
        Candidates candidates;
        candidates.items = {{{}, 0, 0.9f}, {{}, 3, 0.9f}};
        const auto choice = ClassChoice::make({QStringLiteral("car")}, &m_names);
        QVERIFY(choice);
        choice->apply(thresholds, candidates);
        QCOMPARE(thresholds.classes[0], (ClassRule{false, 0.75f}));
        QCOMPARE(thresholds.classes[3], (ClassRule{true, 0.5f}));
    }

    void namesWhatThereIs_data()
    {
        QTest::addColumn<QString>("wanted");
        QTest::addColumn<bool>("named");
        QTest::addColumn<QString>("suggestion");
        QTest::newRow("unknown") << QStringLiteral("cat") << true
                                 << QStringLiteral("Its classes are: person, traffic light, car.");
        QTest::newRow("empty") << QString() << true << QStringLiteral("Its classes are: person, traffic light, car.");
        QTest::newRow("number too large")
            << QStringLiteral("4") << true << QStringLiteral("Its classes are: person, traffic light, car.");
        QTest::newRow("negative") << QStringLiteral("-1") << false
                                  << QStringLiteral("It gives no names: choose classes by their numbers, from 0.");
        QTest::newRow("name without names")
            << QStringLiteral("cat") << false
            << QStringLiteral("It gives no names: choose classes by their numbers, from 0.");
    }

    void namesWhatThereIs()
    {
        QFETCH(QString, wanted);
        QFETCH(bool, named);
        QFETCH(QString, suggestion);
        const auto choice = ClassChoice::make({wanted}, named ? &m_names : nullptr);
        QVERIFY(!choice);
        QVERIFY(choice.error().message.contains(QLatin1Char('"') + wanted + QLatin1Char('"')));
        QCOMPARE(choice.error().suggestion, suggestion);
    }
};

QTEST_GUILESS_MAIN(ClassChoiceTest)
#include "tst_classchoice.moc"
