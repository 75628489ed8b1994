// SPDX-License-Identifier: Apache-2.0
#include "tests/support/testcase.h"
#include "tests/ui/widgets/host.h"
#include "ui/docks/cameramodes.h"
#include "ui/docks/sourcespanel.h"
#include "ui/theme/theme.h"
#include "ui/widgets/elidedlabel.h"

#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QMenu>
#include <QSignalSpy>
#include <QToolButton>
#include <QTreeWidget>

using namespace sightglass;
using namespace std::chrono_literals;

namespace
{

SourceInfo infoOf(const SourceSpec &spec)
{
    SourceInfo info;
    info.spec = spec;
    return info;
}

struct Fixture
{
    QTreeWidget *tree() const { return panel.findChild<QTreeWidget *>(); }
    QTreeWidgetItem *item(int group, int row) const { return tree()->topLevelItem(group)->child(row); }
    const TonedLabel *label(const QString &text) const
    {
        for (const TonedLabel *label : panel.findChildren<TonedLabel *>()) {
            if (label->text().contains(text) && label->isVisibleTo(&panel))
                return label;
        }
        return nullptr;
    }

    static QStringList textsOf(const QComboBox *combo)
    {
        QStringList texts;
        for (int i = 0; i < combo->count(); ++i)
            texts.append(combo->itemText(i));
        return texts;
    }
    SourceInfo camera() const
    {
        SourceInfo info = infoOf({SourceKind::Camera, QStringLiteral("/dev/video0")});
        info.cameraMode = {"mjpeg", {1280, 720}, {30, 1}};
        info.cameraModes = {{"mjpeg", {640, 480}, {30, 1}}, slow, info.cameraMode};
        return info;
    }

    const CameraMode slow{"yuyv422", {640, 480}, {15, 2}};
    SourcesPanel panel;
    test::Host host{&panel, {280, 320}};
    SourceSpec file{SourceKind::VideoFile, QStringLiteral("/clips/street.mp4")};
    SourceSpec stream{SourceKind::Url, QStringLiteral("rtsp://camera.local/live")};
};

} // namespace

class TestSourcesPanel : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        qRegisterMetaType<SourceSpec>();
        qRegisterMetaType<CameraMode>();
    }
    void recentSourcesOpen();
    void camerasOpenByIdentity();
    void theCameraInUseIsMarkedInAnyMode();
    void aModeIsChosen();
    void theRateIsMeasured();
    void hintsDoNotOpen();
    void currentIsNamedAndMarked();
    void statesHaveTheirTone_data();
    void statesHaveTheirTone();
    void failureSaysWhatToTry();
    void countsDownByItself();
    void buttonsAsk();
    void recentOnesCanBeForgotten();
};

void TestSourcesPanel::recentSourcesOpen()
{
    Fixture f;
    f.panel.setRecent({f.stream, f.file});
    QSignalSpy opened(&f.panel, &SourcesPanel::openRequested);
    f.tree()->setCurrentItem(f.item(0, 1));
    QTest::keyClick(f.tree(), Qt::Key_Return);
    QCOMPARE(opened.count(), 1);
    QCOMPARE(opened.last().first().value<SourceSpec>(), f.file);
    QCOMPARE(f.item(0, 1)->text(0), QStringLiteral("street.mp4"));
}

void TestSourcesPanel::camerasOpenByIdentity()
{
    Fixture f;
    f.panel.setCameras({{QStringLiteral("/dev/video2"), QStringLiteral("HD Webcam")}});
    QCOMPARE(f.item(1, 0)->text(0), QStringLiteral("HD Webcam (video2)"));
    QSignalSpy opened(&f.panel, &SourcesPanel::openRequested);
    Q_EMIT f.tree()->itemActivated(f.item(1, 0), 0);
    const SourceSpec expected{SourceKind::Camera, QStringLiteral("/dev/video2")};
    QCOMPARE(opened.last().first().value<SourceSpec>(), expected);
    f.panel.setCameras({});
    QCOMPARE(f.tree()->topLevelItem(1)->childCount(), 1);
}

void TestSourcesPanel::theCameraInUseIsMarkedInAnyMode()
{
    Fixture f;
    const QString identity = QStringLiteral("/dev/v4l/by-id/usb-046d_HD_Webcam_1-video-index0");
    f.panel.setCameras({{QStringLiteral("/dev/video2"), QStringLiteral("HD Webcam"), identity}});
    QSignalSpy opened(&f.panel, &SourcesPanel::openRequested);
    Q_EMIT f.tree()->itemActivated(f.item(1, 0), 0);
    QCOMPARE(opened.last().first().value<SourceSpec>(), (SourceSpec{SourceKind::Camera, identity}));
    SourceState playing;
    playing.phase = SourceState::Phase::Playing;
    f.panel.setCurrent(infoOf({SourceKind::Camera, identity + QStringLiteral(",640x480")}), playing);
    QVERIFY(f.item(1, 0)->font(0).bold());
    QVERIFY(f.label(QStringLiteral("HD Webcam 1")));
}

void TestSourcesPanel::aModeIsChosen()
{
    Fixture f;
    auto *modes = f.panel.findChild<CameraModes *>();
    auto *combo = modes->findChild<QComboBox *>();
    QSignalSpy chosen(&f.panel, &SourcesPanel::cameraModeChosen);
    SourceState playing;
    playing.phase = SourceState::Phase::Playing;
    f.panel.setCurrent(infoOf(f.file), playing);
    QVERIFY(!modes->isVisibleTo(&f.panel));

    SourceInfo camera = f.camera();
    f.panel.setCurrent(camera, playing);
    QVERIFY(modes->isVisibleTo(&f.panel));
    QVERIFY(!combo->accessibleName().isEmpty());
    QCOMPARE(
        f.textsOf(combo),
        (QStringList{QStringLiteral("Automatic (1280 x 720, 30/s, mjpeg)"), QStringLiteral("1280 x 720, 30/s, mjpeg"),
                     QStringLiteral("640 x 480, 30/s, mjpeg"), QStringLiteral("640 x 480, 7.5/s, yuyv422")}));
    QCOMPARE(combo->currentIndex(), 0);
    combo->setFocus();
    QTest::keyClick(combo, Qt::Key_Down);
    QTest::keyClick(combo, Qt::Key_Down);
    QTest::keyClick(combo, Qt::Key_Down);
    QCOMPARE(chosen.last().first().value<CameraMode>(), f.slow);

    // While it is opened again, and where it fails, another can be chosen.
    camera = infoOf({SourceKind::Camera, camera.spec.location + QStringLiteral(",640x480@15/2,yuyv422")});
    f.panel.setCurrent(camera, {});
    QVERIFY(modes->isVisibleTo(&f.panel));
    QCOMPARE(combo->currentText(), QStringLiteral("640 x 480, 7.5/s, yuyv422"));
    QCOMPARE(f.textsOf(combo).first(), QStringLiteral("Automatic"));
    QTest::keyClick(combo, Qt::Key_Home);
    QVERIFY(chosen.last().first().value<CameraMode>().isAny());

    // One that was typed in part.
    camera = f.camera();
    camera.spec.location += QStringLiteral(",640x480");
    f.panel.setCurrent(camera, playing);
    QCOMPARE(combo->currentText(), QStringLiteral("640 x 480"));
    QCOMPARE(combo->count(), 5);
}

void TestSourcesPanel::theRateIsMeasured()
{
    Fixture f;
    SourceState state;
    state.phase = SourceState::Phase::Playing;
    f.panel.setCurrent(f.camera(), state);
    const auto *rate = f.panel.findChild<QLabel *>(QStringLiteral("cameraRate"));
    QVERIFY(!rate->isVisibleTo(&f.panel));
    f.panel.setCaptureRate(14.96);
    QCOMPARE(rate->text(), QStringLiteral("15.0/s measured, 30/s announced"));
    QVERIFY(rate->isVisibleTo(&f.panel));
    state.phase = SourceState::Phase::Stalled;
    f.panel.setCurrent(f.camera(), state);
    f.panel.setCaptureRate(14.96);
    QVERIFY(!rate->isVisibleTo(&f.panel));
}

void TestSourcesPanel::hintsDoNotOpen()
{
    Fixture f;
    QSignalSpy opened(&f.panel, &SourcesPanel::openRequested);
    Q_EMIT f.tree()->itemActivated(f.item(0, 0), 0);
    Q_EMIT f.tree()->itemActivated(f.tree()->topLevelItem(0), 0);
    QCOMPARE(opened.count(), 0);
}

void TestSourcesPanel::currentIsNamedAndMarked()
{
    Fixture f;
    f.panel.setRecent({f.stream, f.file});
    SourceState playing;
    playing.phase = SourceState::Phase::Playing;
    SourceInfo watched = infoOf(f.file);
    watched.format = QStringLiteral("h264 (VAAPI), mp4");
    f.panel.setCurrent(watched, playing);
    QVERIFY(f.label(QStringLiteral("street.mp4")));
    QVERIFY(f.label(QStringLiteral("h264 (VAAPI), mp4")));
    QVERIFY(f.item(0, 1)->font(0).bold());
    QVERIFY(!f.item(0, 0)->font(0).bold());
    f.panel.setCurrent({}, {});
    QVERIFY(!f.label(QStringLiteral("h264 (VAAPI), mp4")));
    QVERIFY(f.label(QStringLiteral("No source")));
    QVERIFY(!f.item(0, 1)->font(0).bold());
}

void TestSourcesPanel::statesHaveTheirTone_data()
{
    using Phase = SourceState::Phase;
    QTest::addColumn<int>("phase");
    QTest::addColumn<QString>("text");
    QTest::addColumn<TonedLabel::Tone>("tone");
    QTest::newRow("playing") << int(Phase::Playing) << QStringLiteral("Playing") << TonedLabel::Tone::Quiet;
    QTest::newRow("stalled") << int(Phase::Stalled) << QStringLiteral("No picture for 12 s")
                             << TonedLabel::Tone::Attention;
    QTest::newRow("lost") << int(Phase::Reconnecting) << QStringLiteral("Lost, attempt 2 in")
                          << TonedLabel::Tone::Attention;
    QTest::newRow("failed") << int(Phase::Failed) << QStringLiteral("Failed") << TonedLabel::Tone::Failure;
}

void TestSourcesPanel::statesHaveTheirTone()
{
    QFETCH(int, phase);
    QFETCH(QString, text);
    Fixture f;
    SourceState state;
    state.phase = static_cast<SourceState::Phase>(phase);
    state.attempt = 2;
    state.since = Clock::now() - 12s;
    state.nextTry = Clock::now() + 5s;
    f.panel.setCurrent(infoOf(f.stream), state);
    const TonedLabel *label = f.label(text);
    QVERIFY(label);
    QTEST(label->tone(), "tone");
}

void TestSourcesPanel::failureSaysWhatToTry()
{
    Fixture f;
    SourceState state;
    state.phase = SourceState::Phase::Failed;
    state.error = {QStringLiteral("street.mp4 is cut off."), QStringLiteral("Copy it again."), QStringLiteral("moov")};
    f.panel.setCurrent(infoOf(f.file), state);
    QVERIFY(f.label(QStringLiteral("street.mp4 is cut off.")));
    QVERIFY(f.label(QStringLiteral("Copy it again.")));
}

void TestSourcesPanel::countsDownByItself()
{
    Fixture f;
    SourceState state;
    state.phase = SourceState::Phase::Stalled;
    state.since = Clock::now() - 12s;
    f.panel.setCurrent(infoOf(f.stream), state);
    QVERIFY(f.label(QStringLiteral("No picture for 12 s")));
    QTRY_VERIFY(f.label(QStringLiteral("No picture for 13 s")));
}

void TestSourcesPanel::buttonsAsk()
{
    Fixture f;
    QSignalSpy file(&f.panel, &SourcesPanel::openFileRequested);
    QSignalSpy url(&f.panel, &SourcesPanel::openUrlRequested);
    QSignalSpy cameras(&f.panel, &SourcesPanel::camerasRequested);
    for (QToolButton *button : f.panel.findChildren<QToolButton *>())
        button->click();
    QCOMPARE(file.count(), 1);
    QCOMPARE(url.count(), 1);
    QCOMPARE(cameras.count(), 1);
}

void TestSourcesPanel::recentOnesCanBeForgotten()
{
    Fixture f;
    f.panel.setRecent({f.stream, f.file});
    QSignalSpy forget(&f.panel, &SourcesPanel::forgetRequested);
    QSignalSpy forgetAll(&f.panel, &SourcesPanel::forgetAllRequested);
    Q_EMIT f.tree()->customContextMenuRequested(f.tree()->visualItemRect(f.item(0, 1)).center());
    auto *menu = f.panel.findChild<QMenu *>(QStringLiteral("sourceMenu"));
    QVERIFY(menu);
    const auto choose = [menu](const QString &text) {
        for (QAction *action : menu->actions()) {
            if (action->text() == text)
                action->trigger();
        }
    };
    choose(QStringLiteral("&Forget"));
    QCOMPARE(forget.last().first().value<SourceSpec>(), f.file);
    choose(QStringLiteral("&Copy its address"));
    QCOMPARE(QGuiApplication::clipboard()->text(), f.file.location);
    choose(QStringLiteral("Forget &all"));
    QCOMPARE(forgetAll.size(), 1);
    menu->close();
}

QTEST_MAIN(TestSourcesPanel)
#include "tst_sourcespanel.moc"
