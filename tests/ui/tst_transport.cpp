// SPDX-License-Identifier: Apache-2.0
#include "tests/support/testcase.h"
#include "ui/actions.h"
#include "ui/theme/theme.h"
#include "ui/transport/seekbar.h"
#include "ui/transport/timetext.h"
#include "ui/transport/transportbar.h"
#include "ui/widgets/elidedlabel.h"

#include <QApplication>
#include <QLabel>
#include <QSignalSpy>

using namespace sightglass;

class TransportTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void timeTexts_data();
    void timeTexts();
    void ageTexts_data();
    void ageTexts();
    void clickGoesToThePosition_data();
    void clickGoesToThePosition();
    void dragSendsFewSeeksAndTheLast();
    void positionIsTheUsersWhileDragging();
    void withoutFramesNothingIsAsked();
    void widthsStayWhileTimePasses();
    void picturesOfAFolderAreNamed();
    void liveSourcesHaveNoSeekBar();
    void liveMarkCannotLie_data();
    void liveMarkCannotLie();
};

void TransportTest::timeTexts_data()
{
    QTest::addColumn<double>("seconds");
    QTest::addColumn<bool>("tenths");
    QTest::addColumn<QString>("text");
    QTest::newRow("start") << 0.0 << true << QStringLiteral("0:00.0");
    QTest::newRow("tenths") << 12.4 << true << QStringLiteral("0:12.4");
    QTest::newRow("never ahead") << 12.49 << true << QStringLiteral("0:12.4");
    QTest::newRow("binary fractions") << 0.3 << true << QStringLiteral("0:00.3");
    QTest::newRow("whole") << 79.9 << false << QStringLiteral("1:19");
    QTest::newRow("hours") << 3723.4 << true << QStringLiteral("1:02:03.4");
    QTest::newRow("negative") << -5.0 << false << QStringLiteral("0:00");
    QTest::newRow("unknown") << std::numeric_limits<double>::quiet_NaN() << false << QStringLiteral("0:00");
}

void TransportTest::timeTexts()
{
    QFETCH(double, seconds);
    QFETCH(bool, tenths);
    QTEST(timeText(seconds, tenths), "text");
}

void TransportTest::ageTexts_data()
{
    QTest::addColumn<double>("milliseconds");
    QTest::addColumn<QString>("text");
    QTest::newRow("none") << 0.0 << QStringLiteral("0 ms");
    QTest::newRow("milliseconds") << 71.6 << QStringLiteral("72 ms");
    QTest::newRow("tenths") << 1400.0 << QStringLiteral("1.4 s");
    QTest::newRow("seconds") << 12300.0 << QStringLiteral("12 s");
    QTest::newRow("minutes") << 185000.0 << QStringLiteral("3 min");
}

void TransportTest::ageTexts()
{
    QFETCH(double, milliseconds);
    QTEST(ageText(milliseconds), "text");
}

void TransportTest::clickGoesToThePosition_data()
{
    QTest::addColumn<double>("share");
    QTest::addColumn<qint64>("frame");
    QTest::newRow("start") << 0.0 << qint64(0);
    QTest::newRow("middle") << 0.5 << qint64(100);
    QTest::newRow("end") << 1.0 << qint64(200);
}

void TransportTest::clickGoesToThePosition()
{
    QFETCH(double, share);
    SeekBar bar;
    bar.resize(413, 24); // 401 pixels between the ends, two for each of 200 steps
    bar.setRange(201, 8.0);
    QSignalSpy spy(&bar, &SeekBar::seekRequested);
    QTest::mouseClick(&bar, Qt::LeftButton, {}, QPoint(6 + qRound(share * 401), 12));
    QCOMPARE(spy.size(), 1);
    QTEST(static_cast<qint64>(spy.first().first().value<std::int64_t>()), "frame");
}

void TransportTest::dragSendsFewSeeksAndTheLast()
{
    SeekBar bar;
    bar.resize(413, 24);
    bar.setRange(201, 8.0);
    QSignalSpy spy(&bar, &SeekBar::seekRequested);
    QTest::mousePress(&bar, Qt::LeftButton, {}, QPoint(6, 12));
    for (int x = 7; x <= 406; ++x)
        QTest::mouseMove(&bar, QPoint(x, 12));
    QTest::mouseRelease(&bar, Qt::LeftButton, {}, QPoint(406, 12));
    QVERIFY2(spy.size() < 100, qPrintable(QString::number(spy.size())));
    QCOMPARE(spy.first().first().value<std::int64_t>(), 0);
    QCOMPARE(spy.last().first().value<std::int64_t>(), 200);
}

void TransportTest::positionIsTheUsersWhileDragging()
{
    SeekBar bar;
    bar.resize(413, 24);
    bar.setRange(201, 8.0);
    QTest::mousePress(&bar, Qt::LeftButton, {}, QPoint(206, 12));
    const std::int64_t held = bar.position();
    bar.setPosition(3);
    QCOMPARE(bar.position(), held);
    QTest::mouseRelease(&bar, Qt::LeftButton, {}, QPoint(206, 12));
    bar.setPosition(3);
    QTRY_COMPARE((bar.setPosition(3), bar.position()), 3);
}

void TransportTest::withoutFramesNothingIsAsked()
{
    SeekBar bar;
    bar.resize(413, 24);
    QVERIFY(!bar.isEnabled());
    bar.setRange(201, 8.0);
    QVERIFY(bar.isEnabled());
    bar.setRange(0, 0.0);
    QVERIFY(!bar.isEnabled());
}

void TransportTest::widthsStayWhileTimePasses()
{
    QWidget window;
    const ActionSet actions(&window);
    TransportBar bar(actions, &window);
    SourceInfo info;
    info.name = QStringLiteral("clip");
    info.spec.location = QStringLiteral("clip.mp4");
    info.frameCount = 1000;
    info.duration = 100.0;
    info.seekable = true;
    bar.setSource(info);
    const QSize before = bar.sizeHint();
    Frame frame;
    frame.timeBase = {1, 10};
    for (const int index : {0, 7, 88, 444, 999}) {
        frame.id.index = index;
        frame.pts = index;
        bar.setFrame(frame);
        QCOMPARE(bar.sizeHint(), before);
    }
    QStringList texts;
    for (const QLabel *label : bar.findChildren<QLabel *>())
        texts.append(label->text());
    QVERIFY2(texts.contains(QStringLiteral("1:39.9 / 1:40")), qPrintable(texts.join(QLatin1Char('|'))));
    QVERIFY(texts.contains(QStringLiteral("frame 999 / 1000")));
}

void TransportTest::picturesOfAFolderAreNamed()
{
    QWidget window;
    const ActionSet actions(&window);
    TransportBar bar(actions, &window);
    SourceInfo info;
    info.name = QStringLiteral("holiday");
    info.spec = {SourceKind::ImageSequence, QStringLiteral("holiday")};
    info.files =
        QStringList{QStringLiteral("beach.jpg"), QStringLiteral("a very long name of a picture, as cameras give.jpg")};
    info.frameCount = 2;
    info.seekable = true;
    bar.setSource(info);
    bar.resize(1000, bar.sizeHint().height());
    const QSize before = bar.sizeHint();
    const auto shows = [&bar](const QString &name) {
        for (const auto *label : bar.findChildren<ElidedLabel *>())
            if (!label->isHidden() && label->fullText() == name)
                return true;
        return false;
    };
    QVERIFY(shows(info.files[0]));
    Frame frame;
    frame.id.index = 1;
    bar.setFrame(frame);
    QVERIFY(shows(info.files[1]));
    QCOMPARE(bar.sizeHint(), before);
    info.files.clear();
    bar.setSource(info);
    QVERIFY(!shows(QString()));
}

void TransportTest::liveSourcesHaveNoSeekBar()
{
    QWidget window;
    const ActionSet actions(&window);
    TransportBar bar(actions, &window);
    SourceInfo info;
    info.name = QStringLiteral("camera");
    info.spec = {SourceKind::Camera, QStringLiteral("/dev/video0")};
    info.live = true;
    bar.setSource(info);
    bar.setPictureAge(72.0);
    QVERIFY(bar.findChild<SeekBar *>()->isHidden());
    bool told = false;
    for (const QLabel *label : bar.findChildren<QLabel *>())
        told = told || (!label->isHidden() && label->text().contains(QStringLiteral("72 ms")));
    QVERIFY(told);
}

void TransportTest::liveMarkCannotLie_data()
{
    using Phase = SourceState::Phase;
    QTest::addColumn<int>("phase");
    QTest::addColumn<double>("age");
    QTest::addColumn<int>("rate");
    QTest::addColumn<QString>("word");
    QTest::addColumn<QColor>("colour");
    const SignalColours colours = Theme::signalColours(QApplication::palette());
    const auto live = QStringLiteral("LIVE");
    QTest::newRow("fresh") << int(Phase::Playing) << 72.0 << 25 << live << colours.live;
    QTest::newRow("a second") << int(Phase::Playing) << 999.0 << 25 << live << colours.live;
    QTest::newRow("late") << int(Phase::Playing) << 1001.0 << 25 << live << colours.late;
    QTest::newRow("three frames of a slow one") << int(Phase::Playing) << 5900.0 << 1 << live << colours.late;
    QTest::newRow("of one a minute") << int(Phase::Playing) << 2900.0 << 1 << live << colours.live;
    QTest::newRow("stalled") << int(Phase::Stalled) << 2100.0 << 25 << QStringLiteral("LOST") << colours.failed;
    QTest::newRow("lost") << int(Phase::Reconnecting) << 72.0 << 25 << QStringLiteral("LOST") << colours.failed;
    QTest::newRow("paused") << int(Phase::Paused) << 9000.0 << 25 << QStringLiteral("PAUSED")
                            << QApplication::palette().color(QPalette::PlaceholderText);
}

void TransportTest::liveMarkCannotLie()
{
    QFETCH(int, phase);
    QFETCH(double, age);
    QFETCH(int, rate);
    QFETCH(QString, word);
    QFETCH(QColor, colour);
    QWidget window;
    const ActionSet actions(&window);
    TransportBar bar(actions, &window);
    SourceInfo info;
    info.spec = {SourceKind::Camera, QStringLiteral("/dev/video0")};
    info.live = true;
    info.frameRate = {rate, 1};
    bar.setSource(info);
    SourceState state;
    state.phase = static_cast<SourceState::Phase>(phase);
    bar.setState(state);
    bar.setPictureAge(age);
    QString mark;
    for (const QLabel *label : bar.findChildren<QLabel *>()) {
        if (label->text().contains(QStringLiteral("●")))
            mark = label->text();
    }
    QVERIFY2(mark.contains(word), qPrintable(mark));
    QVERIFY2(mark.contains(colour.name()), qPrintable(mark));
}

QTEST_MAIN(TransportTest)
#include "tst_transport.moc"
