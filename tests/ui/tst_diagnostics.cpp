// SPDX-License-Identifier: Apache-2.0
#include "tests/support/testcase.h"
#include "tests/ui/windowfixture.h"
#include "ui/diagnostics.h"
#include "ui/docks/messagespanel.h"
#include "ui/dockset.h"
#include "ui/logswitch.h"
#include "ui/video/videoview.h"

#include <QAction>
#include <QClipboard>
#include <QDir>
#include <QFile>
#include <QGuiApplication>

using namespace sightglass;
using test::WindowFixture;

class DiagnosticsTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void tellTheStateOfThings()
    {
        WindowFixture fixture;
        fixture.open();
        QTRY_VERIFY(fixture.isOnDisplay(2));
        fixture.window().docks().messages->addWarning({QStringLiteral("Something is odd."), {}, {}});
        fixture.trigger("copy-diagnostics");
        const QString text = QGuiApplication::clipboard()->text();
        for (const QString &words :
             {QStringLiteral("Libraries: Qt "), QStringLiteral("OpenCV "), QStringLiteral("FFmpeg "),
              QStringLiteral("Model: "), QStringLiteral("file .mp4, 640x240"), QStringLiteral("Flow: latest, synced"),
              QStringLiteral("Thresholds: confidence 0.25"), QStringLiteral("Something is odd.")})
            QVERIFY2(text.contains(words), qPrintable(words + QStringLiteral(" in:\n") + text));
        QVERIFY(!fixture.window().view().said().isEmpty());
    }

    void nothingSaysWhoTheUserIs_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("without");
        QTest::newRow("own folder") << QDir::homePath() + QStringLiteral("/a.mp4") << QStringLiteral("~/a.mp4");
        const auto home = [](const char *of) { return QStringLiteral("/%1/ada/b.pt").arg(QLatin1String(of)); };
        QTest::newRow("another's") << QStringLiteral("in ") + home("home") << QStringLiteral("in /home/…/b.pt");
        QTest::newRow("on a Mac") << home("Users") << QStringLiteral("/home/…/b.pt");
        QTest::newRow("address") << QStringLiteral("rtsp://ada:secret@camera.example/1?token=9 was lost")
                                 << QStringLiteral("rtsp://camera.example/1 was lost");
        QTest::newRow("two addresses") << QStringLiteral("http://a:b@x.example/ http://c:d@y.example/")
                                       << QStringLiteral("http://x.example/ http://y.example/");
        QTest::newRow("nothing") << QStringLiteral("5 of 7 :// frames") << QStringLiteral("5 of 7 :// frames");
    }

    void nothingSaysWhoTheUserIs()
    {
        QFETCH(QString, text);
        QTEST(withoutUser(text), "without");
    }

    void aLogIsWrittenUntilItIsSwitchedOff()
    {
        WindowFixture fixture;
        auto *action = fixture.window().findChild<QAction *>(QStringLiteral("write-log"));
        const QString path = fixture.path(QStringLiteral("a.log"));
        auto *log = fixture.window().findChild<LogSwitch *>();
        log->begin(path);
        QVERIFY(action->isChecked());
        fixture.open();
        QTRY_VERIFY(fixture.isOnDisplay(2));
        fixture.trigger("write-log");
        QVERIFY(!action->isChecked());
        fixture.trigger("close-source");
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        const QByteArray text = file.readAll();
        QVERIFY2(text.contains("sightglass.source info: opened synthetic.mp4: 640x240"), text.constData());
        QVERIFY2(text.contains("sightglass.model info: loaded"), text.constData());
        QVERIFY2(!text.contains("empty"), text.constData());
    }

    void aLogThatCannotBeWrittenIsTold()
    {
        WindowFixture fixture;
        fixture.window().findChild<LogSwitch *>()->begin(QStringLiteral("/nowhere/a.log"));
        QVERIFY(!fixture.window().findChild<QAction *>(QStringLiteral("write-log"))->isChecked());
    }
};

QTEST_MAIN(DiagnosticsTest)
#include "tst_diagnostics.moc"
