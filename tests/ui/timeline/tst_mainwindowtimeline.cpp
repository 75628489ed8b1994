// SPDX-License-Identifier: Apache-2.0
#include "core/store/storefolder.h"
#include "tests/support/synthetic.h"
#include "tests/support/testcase.h"
#include "ui/actions.h"
#include "ui/dockset.h"
#include "ui/exports/exportcontroller.h"
#include "ui/mainwindow.h"
#include "ui/timeline/cliplane.h"
#include "ui/timeline/eventspanel.h"
#include "ui/timeline/hovercard.h"
#include "ui/timeline/spanexportdialog.h"
#include "ui/timeline/timelinebar.h"
#include "ui/timeline/timelinecontroller.h"
#include "ui/transport/transportbar.h"
#include "ui/widgets/elidedlabel.h"

#include <QAction>
#include <QDockWidget>
#include <QDoubleSpinBox>
#include <QFile>
#include <QLineEdit>
#include <QMouseEvent>
#include <QTableView>
#include <QTemporaryDir>
#include <QToolButton>

using namespace sightglass;
using namespace sightglass::test;

namespace
{

/// Finds, of what the synthetic model finds, class 0 in frames 3 to 5 of each ten alone.
class SometimesDetector : public SyntheticDetector
{
public:
    using SyntheticDetector::SyntheticDetector;

    Result<DetectOutput> detect(std::span<const cv::Mat> images) override
    {
        Result<DetectOutput> output = SyntheticDetector::detect(images);
        for (std::size_t i = 0; output && i < images.size(); ++i) {
            const std::int64_t place = frameNumberOf(images[i]) % 10;
            if (place < 3 || place > 5)
                std::erase_if(output->items[i], [](const Candidate &each) { return each.classId == 0; });
        }
        return output;
    }
    Result<std::unique_ptr<Detector>> duplicate(int) const override { return Error{QStringLiteral("alone"), {}, {}}; }
};

/// The real window over a synthetic clip of 100 frames that is there for its name alone, and what is kept of it.
class TimelineWindow
{
public:
    TimelineWindow()
    {
        QFile file(path("clip.mp4"));
        if (file.open(QIODevice::WriteOnly))
            file.write("a clip");
        restart();
    }

    void restart()
    {
        window.reset();
        const FrameSourceFactory sources = [](const SourceSpec &spec) {
            return std::make_unique<SyntheticSource>(SyntheticScript{.size = {320, 160},
                                                                     .frames = 100,
                                                                     .frameRate = {1000, 1},
                                                                     .live = spec.kind == SourceKind::Camera,
                                                                     .interval = std::chrono::milliseconds(20)});
        };
        const DetectorFactory detectors = [model = model](const ModelRequest &request) {
            return Result<std::unique_ptr<Detector>>(std::make_unique<SometimesDetector>(model, request));
        };
        window = std::make_unique<MainWindow>(
            std::make_unique<Pipeline>(sources, detectors, std::nullopt, StoreFolder(path("results"))),
            openSettings(path("settings.ini")));
        window->exporter().setBackends(sources, detectors);
        window->setFlow({.policy = FlowPolicy::EveryFrame});
        window->resize(1280, 720);
        window->show();
    }

    QString path(const char *name) const { return folder.filePath(QLatin1String(name)); }
    void open()
    {
        window->openModel({QStringLiteral("synthetic.pt")});
        window->openSource(SourceSpec::fromPath(path("clip.mp4")));
    }
    /// And waits until the model has seen all of it.
    void openAndSeeAll()
    {
        window->openModel({QStringLiteral("synthetic.pt")});
        QTRY_VERIFY(!window->pipeline().model().descriptor().location.isEmpty());
        window->openSource(SourceSpec::fromPath(path("clip.mp4")));
        QTRY_COMPARE(picture().known, 100);
        QTRY_COMPARE(lane().sourceState().phase, SourceState::Phase::Ended);
        lane().pause(); // What is sought stays.
    }
    void seek(std::int64_t frame)
    {
        lane().seek(frame);
        QTRY_COMPARE(shown(), frame);
    }
    void type(const char *text)
    {
        auto *field = window->findChild<QLineEdit *>(QStringLiteral("clipQuery"));
        field->clear();
        QTest::keyClicks(field, QLatin1String(text));
    }

    SourceLane &lane() { return window->lane(); }
    std::int64_t shown() { return lane().presentation().frame.id.index; }
    TimelineController &timeline() { return window->timeline(); }
    ClipLane &clipLane() { return timeline().clipLane(); }
    const TimelinePicture &picture() { return clipLane().scene().picture; }
    QAction *action(ActionId id) { return window->actions()[id]; }
    QTableView &list() { return *window->docks().events->findChild<QTableView *>(); }
    QPoint placeOf(std::int64_t frame)
    {
        return {qRound(clipLane().laneGeometry().xOf(static_cast<double>(frame) + 0.5)), clipLane().height() / 2};
    }
    void pointAt(std::int64_t frame)
    {
        const QPointF place = placeOf(frame);
        QMouseEvent move(QEvent::MouseMove, place, clipLane().mapToGlobal(place), Qt::NoButton, Qt::NoButton,
                         Qt::NoModifier);
        QCoreApplication::sendEvent(&clipLane(), &move);
    }

    QTemporaryDir folder;
    std::shared_ptr<SyntheticModel> model = std::make_shared<SyntheticModel>();
    std::unique_ptr<MainWindow> window;
};

} // namespace

class MainWindowTimelineTest : public TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void comesWithAClip();
    void staysAwayFromLiveSources();
    void isHiddenAndShown();
    void fullScreenIsThePictures();
    void countsWhatTheModelSees();
    void followsThresholds();
    void clickGoesThere();
    void pointerBringsACard();
    void whatIsNotAnalysedIsSaid();
    void queriesMarkAndLead();
    void eventsAreGoneThrough();
    void eventsAreFoundWithoutTheLane();
    void listTellsEventsAndMatches();
    void listIsSaved();
    void spansAreExported();
    void storedBoxesAreSaidToBe();
    void chosenTileHasTheLane();
};

void MainWindowTimelineTest::comesWithAClip()
{
    TimelineWindow t;
    QVERIFY(!t.timeline().pane()->isVisible());
    QVERIFY(!t.action(ActionId::NextEvent)->isEnabled());
    t.open();
    QTRY_VERIFY(t.timeline().pane()->isVisible());
    QVERIFY(t.action(ActionId::NextEvent)->isEnabled());
    QCOMPARE(t.clipLane().laneGeometry().frameCount(), 100);
    QTRY_VERIFY(t.timeline().pane()->geometry().bottom() < t.window->transport().geometry().top());
    t.action(ActionId::CloseSource)->trigger();
    QTRY_VERIFY(!t.timeline().pane()->isVisible());
    QVERIFY(!t.action(ActionId::NextEvent)->isEnabled());
}

void MainWindowTimelineTest::staysAwayFromLiveSources()
{
    TimelineWindow t;
    t.window->openModel({QStringLiteral("synthetic.pt")});
    t.window->openSource({SourceKind::Camera, QStringLiteral("0")});
    QTRY_VERIFY(!t.lane().presentation().isNull());
    QVERIFY(!t.timeline().pane()->isVisible());
}

void MainWindowTimelineTest::isHiddenAndShown()
{
    TimelineWindow t;
    t.open();
    QTRY_VERIFY(t.timeline().pane()->isVisible());
    QVERIFY(t.action(ActionId::Timeline)->isChecked());
    t.action(ActionId::Timeline)->trigger();
    QVERIFY(!t.timeline().pane()->isVisible());
    // Kept.
    t.restart();
    QVERIFY(!t.action(ActionId::Timeline)->isChecked());
    t.open();
    QTRY_COMPARE(t.lane().sourceState().phase, SourceState::Phase::Ended);
    QVERIFY(!t.timeline().pane()->isVisible());
    t.action(ActionId::LayoutReview)->trigger();
    QVERIFY(t.timeline().pane()->isVisible());
    t.action(ActionId::LayoutMonitor)->trigger();
    QVERIFY(!t.timeline().pane()->isVisible());
    // Who searches wants to see where.
    t.action(ActionId::FindInClip)->trigger();
    QVERIFY(t.timeline().pane()->isVisible());
}

void MainWindowTimelineTest::fullScreenIsThePictures()
{
    TimelineWindow t;
    t.open();
    QTRY_VERIFY(t.timeline().pane()->isVisible());
    t.action(ActionId::FullScreen)->trigger();
    QVERIFY(!t.timeline().pane()->isVisible());
    t.action(ActionId::FullScreen)->trigger();
    QVERIFY(t.timeline().pane()->isVisible());
    QTRY_VERIFY(t.timeline().pane()->geometry().bottom() < t.window->transport().geometry().top());
}

void MainWindowTimelineTest::countsWhatTheModelSees()
{
    TimelineWindow t;
    t.openAndSeeAll();
    const ClipColumns &columns = t.picture().columns;
    QCOMPARE(columns.columns.size(), 100u);
    QCOMPARE(columns.most, 2);
    QCOMPARE(columns.columns[2].total, 1);
    QCOMPARE(columns.columns[3].total, 2);
    QCOMPARE(columns.columns[15].total, 2);
    QCOMPARE(columns.columns[16].total, 1);
}

void MainWindowTimelineTest::followsThresholds()
{
    TimelineWindow t;
    t.openAndSeeAll();
    const int calls = t.model->calls;
    Thresholds thresholds = t.lane().thresholds();
    thresholds.confidence = 0.6f;
    t.window->setThresholds(thresholds);
    QTRY_COMPARE(t.picture().columns.most, 1);
    QCOMPARE(t.picture().columns.columns[2].total, 0);
    QCOMPARE(t.picture().columns.columns[3].total, 1);
    QCOMPARE(t.model->calls.load(), calls);
}

void MainWindowTimelineTest::clickGoesThere()
{
    TimelineWindow t;
    t.openAndSeeAll();
    QTest::mouseClick(&t.clipLane(), Qt::LeftButton, {}, t.placeOf(42));
    QTRY_COMPARE(t.shown(), 42);
    QCOMPARE(t.clipLane().position(), 42);
}

void MainWindowTimelineTest::pointerBringsACard()
{
    TimelineWindow t;
    t.openAndSeeAll();
    HoverCard &card = t.timeline().card();
    t.pointAt(14);
    QTRY_VERIFY(card.isVisible() && !card.content().picture.isNull());
    QCOMPARE(card.content().picture.size(), card.content().pictureSize);
    QVERIFY(card.content().title.contains(QLatin1String("14")));
    QCOMPARE(card.content().counts.size(), 2);
    QCOMPARE(card.content().counts[0].text, QStringLiteral("1 zero"));
    QVERIFY(card.content().note.isEmpty());
    QVERIFY(card.geometry().bottom() <= t.timeline().pane()->mapTo(t.window.get(), QPoint()).y());
    // Boxes are on it.
    const QImage before = card.content().picture;
    Thresholds thresholds = t.lane().thresholds();
    thresholds.confidence = 0.95f;
    t.window->setThresholds(thresholds);
    QTRY_VERIFY(card.content().counts.isEmpty());
    QVERIFY(!card.content().note.isEmpty());
    QVERIFY(card.content().picture != before);
    // What was made is there at once.
    t.pointAt(50);
    QTRY_VERIFY(card.content().title.contains(QLatin1String("50")));
    t.pointAt(14);
    QVERIFY(card.content().title.contains(QLatin1String("14")));
    QEvent leave(QEvent::Leave);
    QCoreApplication::sendEvent(&t.clipLane(), &leave);
    QVERIFY(!card.isVisible());
}

void MainWindowTimelineTest::whatIsNotAnalysedIsSaid()
{
    TimelineWindow t;
    t.window->openModel({QStringLiteral("synthetic.pt")});
    QTRY_VERIFY(!t.window->pipeline().model().descriptor().location.isEmpty());
    t.lane().open(SourceSpec::fromPath(t.path("clip.mp4")), true);
    QTRY_COMPARE(t.picture().known, 1);
    QCOMPARE(t.clipLane().position(), 0);
    QVERIFY(!t.clipLane().scene().emptyText.isEmpty());
    t.pointAt(0);
    QTRY_COMPARE(t.timeline().card().content().counts.size(), 1);
    t.pointAt(50);
    QTRY_VERIFY(t.timeline().card().content().title.contains(QLatin1String("50")));
    QTRY_VERIFY(!t.timeline().card().content().picture.isNull());
    QVERIFY(t.timeline().card().content().counts.isEmpty());
    QVERIFY(!t.timeline().card().content().note.isEmpty());
    // And told when it is.
    t.seek(50);
    QTRY_COMPARE(t.timeline().card().content().counts.size(), 1);
    QVERIFY(t.timeline().card().content().note.isEmpty());
}

void MainWindowTimelineTest::queriesMarkAndLead()
{
    TimelineWindow t;
    t.openAndSeeAll();
    t.seek(0);
    t.type("zero and one");
    QTRY_COMPARE(t.picture().spans.size(), 10u);
    QCOMPARE(t.picture().spans[1].first, 13);
    QCOMPARE(t.picture().spans[1].last, 15);
    const auto *status = t.window->findChild<ElidedLabel *>(QStringLiteral("clipStatus"));
    QTRY_VERIFY(status->fullText().contains(QLatin1String("10")));
    QTest::keyClick(t.window->findChild<QLineEdit *>(QStringLiteral("clipQuery")), Qt::Key_Return);
    QTRY_COMPARE(t.shown(), 3);
    t.action(ActionId::NextEvent)->trigger();
    QTRY_COMPARE(t.shown(), 13);
    t.action(ActionId::NextEvent)->trigger();
    t.action(ActionId::NextEvent)->trigger();
    QTRY_COMPARE(t.shown(), 33);
    t.action(ActionId::PreviousEvent)->trigger();
    QTRY_COMPARE(t.shown(), 23);
    // They follow the thresholds.
    Thresholds thresholds = t.lane().thresholds();
    thresholds.confidence = 0.6f;
    t.window->setThresholds(thresholds);
    QTRY_VERIFY(t.picture().spans.empty());
}

void MainWindowTimelineTest::eventsAreGoneThrough()
{
    TimelineWindow t;
    t.openAndSeeAll();
    t.seek(0);
    t.timeline().bar().setChoice({ClipEvent::Detection, 0});
    for (const std::int64_t frame : {3, 13, 23}) {
        t.action(ActionId::NextEvent)->trigger();
        QTRY_COMPARE(t.shown(), frame);
    }
    t.action(ActionId::PreviousEvent)->trigger();
    QTRY_COMPARE(t.shown(), 13);
    t.timeline().bar().setChoice({ClipEvent::CountChange, {}});
    t.action(ActionId::NextEvent)->trigger();
    QTRY_COMPARE(t.shown(), 16);
    // There is none after the last.
    t.seek(99);
    t.action(ActionId::NextEvent)->trigger();
    t.timeline().bar().setChoice({ClipEvent::Detection, 0});
    t.action(ActionId::PreviousEvent)->trigger();
    QTRY_COMPARE(t.shown(), 93);
}

void MainWindowTimelineTest::eventsAreFoundWithoutTheLane()
{
    TimelineWindow t;
    t.openAndSeeAll();
    t.seek(0);
    t.timeline().bar().setChoice({ClipEvent::Detection, 0});
    t.type("zero and one");
    t.timeline().setShown(false);
    QTRY_COMPARE(t.lane().timeline().picture().known, 0);
    t.action(ActionId::NextEvent)->trigger();
    QTRY_COMPARE(t.shown(), 3);
    QVERIFY(!t.timeline().pane()->isVisible());
    t.timeline().setShown(true);
    t.timeline().setShown(false);
    t.timeline().bar().setChoice({});
    t.action(ActionId::NextEvent)->trigger();
    QTRY_COMPARE(t.shown(), 13);
    // The list, too.
    t.action(ActionId::EventList)->trigger();
    QTRY_COMPARE(t.list().model()->rowCount(), 10);
    t.timeline().setShown(false);
    t.timeline().bar().setChoice({ClipEvent::Detection, 1});
    QTRY_COMPARE(t.list().model()->rowCount(), 1);
}

void MainWindowTimelineTest::listTellsEventsAndMatches()
{
    TimelineWindow t;
    t.openAndSeeAll();
    t.timeline().bar().setChoice({ClipEvent::Detection, 0});
    t.action(ActionId::EventList)->trigger();
    QVERIFY(t.window->docks()[DockId::Events]->isVisible());
    QTRY_COMPARE(t.list().model()->rowCount(), 10);
    QCOMPARE(t.list().model()->index(2, 1).data().toString(), QStringLiteral("23–25"));
    QTest::mouseClick(t.list().viewport(), Qt::LeftButton, {},
                      t.list().visualRect(t.list().model()->index(2, 0)).center());
    QTRY_COMPARE(t.shown(), 23);
    t.type("not zero");
    QCOMPARE(t.list().model()->rowCount(), 10);
    t.timeline().bar().setChoice({});
    QTRY_COMPARE(t.list().model()->rowCount(), 11);
    QCOMPARE(t.list().model()->index(0, 1).data().toString(), QStringLiteral("0–2"));
}

void MainWindowTimelineTest::listIsSaved()
{
    TimelineWindow t;
    t.openAndSeeAll();
    t.type("zero");
    t.timeline().bar().setChoice({});
    t.action(ActionId::EventList)->trigger();
    QTRY_COMPARE(t.list().model()->rowCount(), 10);
    t.timeline().saveSpans(t.path("spans.csv"));
    QFile file(t.path("spans.csv"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QList<QByteArray> lines = file.readAll().split('\n');
    QCOMPARE(lines.size(), 12);
    QCOMPARE(lines[0], QByteArray("first_frame,last_frame,begin,end,frames,query"));
    QCOMPARE(lines[2], QByteArray("13,15,0.013,0.016,3,zero"));
    QVERIFY(lines[11].isEmpty());
    Error told;
    connect(&t.timeline(), &TimelineController::failed, this, [&](const Error &error) { told = error; });
    t.timeline().saveSpans(t.path("nowhere/spans.csv"));
    QVERIFY(told.message.contains(QLatin1String("spans.csv")));
    QVERIFY(!told.suggestion.isEmpty());
}

void MainWindowTimelineTest::spansAreExported()
{
    TimelineWindow t;
    t.openAndSeeAll();
    t.type("zero");
    t.timeline().bar().setChoice({});
    t.action(ActionId::EventList)->trigger();
    QTRY_COMPARE(t.list().model()->rowCount(), 10);
    t.list().selectRow(0);
    t.list().selectionModel()->select(t.list().model()->index(4, 0),
                                      QItemSelectionModel::Select | QItemSelectionModel::Rows);
    t.window->docks().events->findChild<QAction *>(QStringLiteral("exportEvents"))->trigger();
    auto *dialog = t.window->findChild<SpanExportDialog *>();
    QVERIFY(dialog);
    dialog->findChild<QLineEdit *>(QStringLiteral("folder"))->setText(t.folder.path());
    dialog->findChild<QDoubleSpinBox *>(QStringLiteral("margin"))->setValue(0.0);
    QCOMPARE(dialog->requests().size(), 2u);
    dialog->accept();
    QTRY_VERIFY_WITH_TIMEOUT(!t.window->exporter().isRunning(), 60000);
    for (const char *name : {"clip-1.mp4", "clip-2.mp4"}) {
        const auto written = makeFrameSource(SourceSpec::fromPath(t.path(name)));
        const auto info = written->open();
        QVERIFY2(info.ok(), name);
        QCOMPARE(info->frameCount, std::optional<std::int64_t>(3));
    }
}

void MainWindowTimelineTest::storedBoxesAreSaidToBe()
{
    TimelineWindow t;
    t.openAndSeeAll();
    const auto *rates = t.window->findChild<QToolButton *>(QStringLiteral("ratesChip"));
    t.seek(33);
    QTRY_VERIFY(t.lane().presentation().result().candidates);
    QTRY_VERIFY2(rates->text().contains(QLatin1String("stored")), qPrintable(rates->text()));
}

void MainWindowTimelineTest::chosenTileHasTheLane()
{
    TimelineWindow t;
    t.openAndSeeAll();
    t.action(ActionId::AddTile)->trigger();
    QTRY_VERIFY(!t.timeline().pane()->isVisible());
    QCOMPARE(t.picture().known, 0);
    t.action(ActionId::ChooseTile1)->trigger();
    QTRY_VERIFY(t.timeline().pane()->isVisible());
    QTRY_COMPARE(t.picture().known, 100);
}

QTEST_MAIN(MainWindowTimelineTest)
#include "tst_mainwindowtimeline.moc"
