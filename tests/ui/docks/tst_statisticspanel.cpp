// SPDX-License-Identifier: Apache-2.0
#include "tests/support/testcase.h"
#include "tests/ui/widgets/host.h"
#include "ui/docks/statisticsmodel.h"
#include "ui/docks/statisticspanel.h"
#include "ui/widgets/levelgauge.h"
#include "ui/widgets/liveplot.h"
#include "ui/widgets/tonedlabel.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QTableView>

using namespace sightglass;

namespace
{

LaneStatistics sample()
{
    LaneStatistics statistics;
    statistics.capture = {100, 25.0, 1.06, 1.94, 2.4, 1.2};
    statistics.models.front().inference = {56, 14.2, 61.0, 70.4, 1288.3, 63.0};
    statistics.models.front().queue = {100, 56, 41, 2, 1, 8};
    statistics.displayQueue = {56, 55, 0, 0, 1, 1};
    return statistics;
}

struct Fixture
{
    QTableView *table() const { return panel.findChild<QTableView *>(); }
    QString text(int row, int column) const { return table()->model()->index(row, column).data().toString(); }
    const TonedLabel *label(const QString &text) const
    {
        for (const TonedLabel *label : panel.findChildren<TonedLabel *>()) {
            if (label->text().contains(text) && label->isVisibleTo(&panel))
                return label;
        }
        return nullptr;
    }
    void show(const LaneStatistics &statistics, ViewMode mode = ViewMode::Synced)
    {
        SourceState playing;
        playing.phase = SourceState::Phase::Playing;
        FlowOptions flow;
        flow.mode = mode;
        panel.setStatistics(statistics, playing, flow);
    }

    StatisticsPanel panel;
    test::Host host{&panel, {480, 330}};
};

} // namespace

class TestStatisticsPanel : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void numbers_data();
    void numbers();
    void headingsHaveUnits();
    void numbersStandAtTheRight();
    void drops_data();
    void drops();
    void gaugesFollowTheQueues();
    void plotsLeaveGaps();
    void age_data();
    void age();
    void plotsGiveWayToNumbers();
    void tellsWhatCouldNotBeRead();
    void copies();
};

void TestStatisticsPanel::numbers_data()
{
    QTest::addColumn<int>("row");
    QTest::addColumn<int>("column");
    QTest::addColumn<QString>("text");
    using Model = StatisticsModel;
    QTest::newRow("stage") << 0 << int(Model::StageColumn) << QStringLiteral("Capture");
    QTest::newRow("rate") << 0 << int(Model::RateColumn) << QStringLiteral("25.0");
    QTest::newRow("p50") << 0 << int(Model::P50Column) << QStringLiteral("1.1");
    QTest::newRow("p95") << 0 << int(Model::P95Column) << QStringLiteral("1.9");
    QTest::newRow("p99 of more than a second") << 2 << int(Model::P99Column) << QStringLiteral("1288");
    QTest::newRow("nothing yet") << 1 << int(Model::RateColumn) << QStringLiteral("–");
    QTest::newRow("last stage") << 5 << int(Model::StageColumn) << QStringLiteral("End to end");
}

void TestStatisticsPanel::numbers()
{
    QFETCH(int, row);
    QFETCH(int, column);
    Fixture f;
    f.show(sample());
    QTEST(f.text(row, column), "text");
}

void TestStatisticsPanel::headingsHaveUnits()
{
    Fixture f;
    const auto heading = [&](int column) {
        return f.table()->model()->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
    };
    QVERIFY(heading(StatisticsModel::RateColumn).contains(QStringLiteral("1/s")));
    for (const int column : {StatisticsModel::P50Column, StatisticsModel::P95Column, StatisticsModel::P99Column})
        QVERIFY(heading(column).contains(QStringLiteral("ms")));
}

void TestStatisticsPanel::numbersStandAtTheRight()
{
    Fixture f;
    for (int column = StatisticsModel::RateColumn; column <= StatisticsModel::P99Column; ++column)
        QVERIFY(f.table()->model()->index(0, column).data(Qt::TextAlignmentRole).toInt() & Qt::AlignRight);
}

void TestStatisticsPanel::drops_data()
{
    using Phase = SourceState::Phase;
    QTest::addColumn<int>("phase");
    QTest::addColumn<qulonglong>("lately");
    QTest::addColumn<QString>("text");
    QTest::addColumn<TonedLabel::Tone>("tone");
    QTest::newRow("none") << int(Phase::Playing) << 0ULL << QStringLiteral("lost 0 (10 s)") << TonedLabel::Tone::Quiet;
    QTest::newRow("one") << int(Phase::Playing) << 1ULL << QStringLiteral("lost 1 (10 s)")
                         << TonedLabel::Tone::Attention;
    QTest::newRow("while it rests") << int(Phase::Paused) << 9ULL << QStringLiteral("lost 9 (10 s)")
                                    << TonedLabel::Tone::Quiet;
}

void TestStatisticsPanel::drops()
{
    QFETCH(int, phase);
    QFETCH(qulonglong, lately);
    QFETCH(QString, text);
    Fixture f;
    LaneStatistics statistics;
    FlowCounters &queue = statistics.models.front().queue;
    queue.captured = 1000;
    queue.dropped = 700; // By seeks and whatever else: no matter of colour.
    queue.overtaken = lately + 40;
    queue.overtakenLately = lately;
    SourceState state;
    state.phase = static_cast<SourceState::Phase>(phase);
    f.panel.setStatistics(statistics, state, {});
    const TonedLabel *label = f.label(text);
    QVERIFY(label);
    QTEST(label->tone(), "tone");
    QVERIFY(label->toolTip().contains(QStringLiteral("%1 lost").arg(lately + 40)));
    QVERIFY(label->toolTip().contains(QStringLiteral("700 dropped in all")));
}

void TestStatisticsPanel::gaugesFollowTheQueues()
{
    Fixture f;
    f.show(sample());
    const auto gauges = f.panel.findChildren<LevelGauge *>();
    QCOMPARE(gauges.size(), 2);
    QCOMPARE(gauges[0]->depth(), 3);
    QCOMPARE(gauges[0]->capacity(), 8);
    QVERIFY(!gauges[0]->isFull());
    QVERIFY(gauges[1]->isFull());
    QCOMPARE(gauges[1]->accessibleName(), QStringLiteral("To display"));
    const QLabel *title = f.label(QStringLiteral("To display"));
    QVERIFY(title->toolTip().startsWith(QLatin1String("From inference")));
    f.show(sample(), ViewMode::Smooth);
    QVERIFY(title->toolTip().startsWith(QLatin1String("From capture")));
}

void TestStatisticsPanel::plotsLeaveGaps()
{
    Fixture f;
    LaneStatistics statistics = sample();
    f.show(statistics);
    f.show(statistics);
    ++statistics.capture.count;
    statistics.capture.last = 7.0;
    f.show(statistics);
    const auto *plot =
        qobject_cast<LivePlot *>(f.table()->indexWidget(f.table()->model()->index(0, StatisticsModel::PlotColumn)));
    QVERIFY(plot);
    const std::size_t newest = plot->count() - 1;
    QCOMPARE(plot->at(newest), std::optional(7.0));
    QCOMPARE(plot->at(newest - 1), std::optional<double>());
    QCOMPARE(plot->at(newest - 2), std::optional(1.2));
}

void TestStatisticsPanel::age_data()
{
    QTest::addColumn<double>("age");
    QTest::addColumn<ViewMode>("mode");
    QTest::addColumn<TonedLabel::Tone>("tone");
    // At 25 frames a second, two intervals are 80 ms.
    QTest::newRow("fresh") << 79.0 << ViewMode::Smooth << TonedLabel::Tone::Quiet;
    QTest::newRow("late") << 81.0 << ViewMode::Smooth << TonedLabel::Tone::Attention;
    QTest::newRow("waits for its boxes") << 81.0 << ViewMode::Synced << TonedLabel::Tone::Quiet;
}

void TestStatisticsPanel::age()
{
    QFETCH(double, age);
    QFETCH(ViewMode, mode);
    Fixture f;
    LaneStatistics statistics = sample();
    f.show(statistics, mode);
    QVERIFY(!f.label(QStringLiteral("ms old")));
    statistics.pictureAge = age;
    f.show(statistics, mode);
    const TonedLabel *label = f.label(QStringLiteral("%1 ms old").arg(age));
    QVERIFY(label);
    QTEST(label->tone(), "tone");
}

void TestStatisticsPanel::plotsGiveWayToNumbers()
{
    Fixture f;
    QTRY_VERIFY(!f.table()->isColumnHidden(StatisticsModel::PlotColumn));
    f.host.resize({280, 330});
    QTRY_VERIFY(f.table()->isColumnHidden(StatisticsModel::PlotColumn));
    f.host.resize({900, 200});
    QTRY_VERIFY(!f.table()->isColumnHidden(StatisticsModel::PlotColumn));
    QVERIFY(f.panel.minimumSizeHint().width() <= 280);
}

void TestStatisticsPanel::tellsWhatCouldNotBeRead()
{
    Fixture f;
    LaneStatistics statistics = sample();
    f.show(statistics);
    QVERIFY(!f.panel.toText().contains(QLatin1String("unreadable")));
    statistics.unreadable.add(99, 159);
    f.show(statistics);
    const TonedLabel *label = f.label(QStringLiteral("unreadable 60, the first: 99"));
    QVERIFY(label);
    QCOMPARE(label->tone(), TonedLabel::Tone::Attention);
    QVERIFY(f.panel.toText().contains(QLatin1String("unreadable 60, the first: 99")));
}

void TestStatisticsPanel::copies()
{
    Fixture f;
    f.show(sample());
    const QStringList lines = f.panel.toText().split(QLatin1Char('\n'));
    QCOMPARE(lines[0], QStringLiteral("Stage\tRate 1/s\tp50 ms\tp95 ms\tp99 ms"));
    QCOMPARE(lines[1], QStringLiteral("Capture\t25.0\t1.1\t1.9\t2.4"));
    QCOMPARE(lines[7], QStringLiteral("To inference\t3/8\tlost 0 (10 s)"));
    f.panel.actions().first()->trigger();
    QCOMPARE(QGuiApplication::clipboard()->text(), f.panel.toText());
}

QTEST_MAIN(TestStatisticsPanel)
#include "tst_statisticspanel.moc"
