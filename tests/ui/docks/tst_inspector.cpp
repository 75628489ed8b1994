// SPDX-License-Identifier: Apache-2.0
#include "tests/support/testcase.h"
#include "tests/ui/docks/samples.h"
#include "ui/docks/inspector.h"

#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QSignalSpy>
#include <QToolButton>

using namespace sightglass;

namespace
{

/// "thing 0" 0.90, one beside it that it removes, "thing 1" 0.40 on the same place, and one elsewhere.
Presentation fourCandidates()
{
    return test::presentationOf(7,
                                {{{0, 0, 100, 100}, 0, 0.9f},
                                 {{10, 0, 100, 100}, 0, 0.8f},
                                 {{0, 0, 90, 100}, 1, 0.4f},
                                 {{500, 500, 10, 10}, 0, 0.3f}},
                                test::modelOf(3));
}

Presentation with(Presentation presentation, const Thresholds &thresholds)
{
    presentation.results[0] = ModelResult::of(presentation.results[0].candidates, thresholds);
    return presentation;
}

/// On display.
struct Seen
{
    Seen()
    {
        inspector.show();
        QObject::connect(&inspector, &Inspector::thresholdsChosen, &inspector, [this](const Thresholds &chosen) {
            thresholds = chosen;
            inspector.setPresentation(with(fourCandidates(), chosen));
        });
        thresholds.confidence = 0.5f;
        inspector.setPresentation(with(fourCandidates(), thresholds));
    }

    QStringList lines()
    {
        QStringList texts;
        const auto *list = inspector.findChild<QListWidget *>();
        for (int i = 0; i < list->count(); ++i)
            texts.append(list->item(i)->text());
        return texts;
    }
    QPushButton *change() { return inspector.findChild<QPushButton *>(); }
    void choose(int row) { inspector.findChild<QListWidget *>()->setCurrentRow(row); }

    Inspector inspector;
    Thresholds thresholds;
};

} // namespace

/// Why something at a place is shown, or not.
class InspectorTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void tellsEachCandidateAndItsFate()
    {
        Seen seen;
        seen.inspector.setPlace(QPointF(50, 50));
        QCOMPARE(seen.lines(), (QStringList{QStringLiteral("thing 0 0.90: shown"),
                                            QStringLiteral("thing 0 0.80: lost to thing 0 0.90, IoU 0.82"),
                                            QStringLiteral("thing 1 0.40: below the threshold by 0.10")}));
        seen.inspector.setPlace(QPointF(505, 505));
        QCOMPARE(seen.lines(), QStringList{QStringLiteral("thing 0 0.30: below the threshold by 0.20")});
        seen.inspector.setPlace(QPointF(300, 300));
        QVERIFY(seen.lines().isEmpty());
        QVERIFY(seen.change()->isHidden());
        seen.inspector.setPlace(std::nullopt);
        QVERIFY(seen.inspector.isHidden());
    }

    void eachOfferTurnsItsFate()
    {
        Seen seen;
        seen.inspector.setPlace(QPointF(50, 50));
        QCOMPARE(seen.change()->text(), QStringLiteral("Hide it: threshold of thing 0 to 0.91"));
        seen.choose(2);
        QCOMPARE(seen.change()->text(), QStringLiteral("Show it: threshold of thing 1 to 0.40"));
        seen.change()->click();
        QVERIFY(seen.lines().at(2).endsWith(QStringLiteral("shown")));
        seen.choose(1);
        QCOMPARE(seen.change()->text(), QStringLiteral("Show it: allow an overlap of 0.82"));
        seen.change()->click();
        QVERIFY(seen.lines().at(1).endsWith(QStringLiteral("shown")));
        QCOMPARE(seen.inspector.ghosts().marked, std::optional<std::size_t>(1)); // The line stays.

        seen.thresholds.classes[1].shown = false;
        seen.thresholds.maxDetections = 1;
        seen.inspector.setPresentation(with(fourCandidates(), seen.thresholds));
        QVERIFY(seen.lines().at(1).endsWith(QStringLiteral("beyond the 1 best")));
        QCOMPARE(seen.change()->text(), QStringLiteral("Show it: keep 2 detections"));
        seen.choose(2);
        QVERIFY(seen.lines().at(2).endsWith(QStringLiteral("its class is switched off")));
        QVERIFY(!seen.change()->isEnabled()); // It would be beyond the one best.
    }

    void ghostsAreThereWhileItIsSeen()
    {
        Seen seen;
        QSignalSpy told(&seen.inspector, &Inspector::ghostsChanged);
        seen.inspector.setPlace(QPointF(50, 50));
        QCOMPARE(seen.inspector.ghosts().items.size(), 3u);
        QVERIFY(!seen.inspector.ghosts().better);
        seen.choose(1);
        QCOMPARE(seen.inspector.ghosts().better.value().score, 0.9f);
        seen.inspector.hide();
        QVERIFY(!seen.inspector.ghosts().of);
        seen.inspector.show();
        QCOMPARE(seen.inspector.ghosts().items.size(), 3u);
        QVERIFY(told.count() >= 4);
    }

    void closes()
    {
        Seen seen;
        seen.inspector.setPlace(QPointF(50, 50));
        QSignalSpy closed(&seen.inspector, &Inspector::closed);
        QTest::keyClick(seen.inspector.findChild<QListWidget *>(), Qt::Key_Escape);
        QCOMPARE(closed.count(), 1);
        seen.inspector.findChild<QToolButton *>()->click();
        QCOMPARE(closed.count(), 2);
    }

    void withoutAModelItSaysSo()
    {
        Seen seen;
        Presentation bare = fourCandidates();
        bare.results.clear();
        seen.inspector.setPresentation(bare);
        seen.inspector.setPlace(QPointF(50, 50));
        QVERIFY(seen.lines().isEmpty());
        const auto labels = seen.inspector.findChildren<QLabel *>();
        QVERIFY(std::any_of(labels.begin(), labels.end(), [](const QLabel *label) {
            return label->text().contains(QStringLiteral("No model has looked at this frame"));
        }));
    }

    void manyLinesAreBounded()
    {
        Seen seen;
        Detections many;
        for (int i = 0; i < 500; ++i)
            many.push_back({{0, 0, 100, 100}, 0, 0.9f - static_cast<float>(i) * 0.001f});
        seen.inspector.setPresentation(with(test::presentationOf(7, many, test::modelOf(3)), seen.thresholds));
        seen.inspector.setPlace(QPointF(50, 50));
        QCOMPARE(seen.lines().size(), static_cast<qsizetype>(Inspector::mostLines));
    }
};

QTEST_MAIN(InspectorTest)
#include "tst_inspector.moc"
