// SPDX-License-Identifier: Apache-2.0
#include "tests/support/testcase.h"
#include "tests/ui/widgets/host.h"
#include "ui/docks/sourcespanel.h"
#include "ui/theme/theme.h"
#include "ui/widgets/elidedlabel.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>
#include <QSignalSpy>
#include <QToolButton>
#include <QTreeWidget>

using namespace sightglass;
using namespace std::chrono_literals;

namespace
{

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
    void initTestCase() { qRegisterMetaType<SourceSpec>(); }
    void recentSourcesOpen();
    void camerasOpenByDevice();
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

void TestSourcesPanel::camerasOpenByDevice()
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
    f.panel.setCurrent(f.file, playing, QStringLiteral("h264 (VAAPI), mp4"));
    QVERIFY(f.label(QStringLiteral("street.mp4")));
    QVERIFY(f.label(QStringLiteral("h264 (VAAPI), mp4")));
    QVERIFY(f.item(0, 1)->font(0).bold());
    QVERIFY(!f.item(0, 0)->font(0).bold());
    f.panel.setCurrent({}, {}, {});
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
    f.panel.setCurrent(f.stream, state, {});
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
    f.panel.setCurrent(f.file, state, {});
    QVERIFY(f.label(QStringLiteral("street.mp4 is cut off.")));
    QVERIFY(f.label(QStringLiteral("Copy it again.")));
}

void TestSourcesPanel::countsDownByItself()
{
    Fixture f;
    SourceState state;
    state.phase = SourceState::Phase::Stalled;
    state.since = Clock::now() - 12s;
    f.panel.setCurrent(f.stream, state, {});
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
