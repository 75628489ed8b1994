// SPDX-License-Identifier: Apache-2.0
#include "tests/core/media/localserver.h"
#include "tests/support/synthetic.h"
#include "tests/support/testcase.h"
#include "ui/docks/messagespanel.h"
#include "ui/dockset.h"
#include "ui/mainwindow.h"
#include "ui/pipelinedialog.h"

#include <QAction>
#include <QApplication>
#include <QDialogButtonBox>
#include <QDir>
#include <QDropEvent>
#include <QFile>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTemporaryDir>
#include <QUrl>

using namespace sightglass;

namespace
{

/// The real window over the project's own sources, in a folder in which nothing may appear.
class Window
{
public:
    Window()
    {
        const auto model = std::make_shared<test::SyntheticModel>();
        m_window = std::make_unique<MainWindow>(
            std::make_unique<Pipeline>(makeFrameSource, test::SyntheticDetector::factory(model)),
            openSettings(m_settings.filePath(QStringLiteral("settings.ini"))));
        m_window->show();
    }

    MainWindow &operator*() { return *m_window; }
    MainWindow *operator->() { return m_window.get(); }
    QString target() const { return m_folder.filePath(QStringLiteral("written")); }
    bool isUntouched() const { return QDir(m_folder.path()).isEmpty(); }
    int messages() const { return m_window->docks().messages->count(); }
    SourceState::Phase phase() const { return m_window->pipeline().lane().sourceState().phase; }

    void drop(const QMimeData &data)
    {
        QDragEnterEvent enter(QPoint(400, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(m_window.get(), &enter);
        QDropEvent event(QPointF(400, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(m_window.get(), &event);
    }

private:
    QTemporaryDir m_settings;
    QTemporaryDir m_folder;
    std::unique_ptr<MainWindow> m_window;
};

/// Runs everywhere GStreamer does, writes a picture to a file and ends.
QString writingPipeline(const QString &target)
{
    return QStringLiteral("videotestsrc num-buffers=1 ! filesink location=%1 videotestsrc num-buffers=1").arg(target);
}

} // namespace

/// What is dropped may come from anybody: it opens as a file or an address, or not at all.
class MainWindowDropsTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void hostileDropsWriteNothing_data();
    void hostileDropsWriteNothing();
    void thePipelineOfTheTestWrites();
    void unknownPipelinesAreAskedFor();
    void typedPipelinesRun();
};

void MainWindowDropsTest::hostileDropsWriteNothing_data()
{
    QTest::addColumn<bool>("asUrl");
    QTest::addColumn<QString>("text");
    // %T: a path that would be written; %H: a host and port where nobody listens.
    const auto add = [](const char *name, bool asUrl, const char *text) {
        QTest::newRow(name) << asUrl << QString::fromUtf8(text);
    };
    const char *encoded = "http://%H/x.sh%20!%20filesink%20location=%T%20videotestsrc%20num-buffers=1%20!%20identity";
    add("link with encoded spaces", true, encoded);
    add("text of a link with encoded spaces", false, encoded);
    add("link with spaces", false, "http://%H/x.sh ! filesink location=%T videotestsrc num-buffers=1 ! identity");
    add("link with tabs", true, "http://%H/x%09!%09filesink%09location=%T%09videotestsrc%09!%09identity");
    add("link with line ends", true, "http://%H/x%0A!%0Afilesink%0Alocation=%T%0Avideotestsrc%0A!%0Aidentity");
    add("link with a query", true, "rtsp://%H/?a=%20!%20filesink%20location=%T%20videotestsrc%20!%20identity");
    add("link with a fragment", true, "http://%H/#%20!%20filesink%20location=%T%20videotestsrc%20!%20identity");
    add("link with a user", true, "rtsp://a%20!%20b:c@%H/%20!%20filesink%20location=%T");
    add("pipeline", false, "videotestsrc num-buffers=1 ! filesink location=%T");
    add("pipeline in tabs", false, "videotestsrc num-buffers=1\t!\tfilesink location=%T");
    add("pipeline in lines", false, "videotestsrc num-buffers=1\n!\nfilesink location=%T\n");
    add("pipeline after an address", false, "http://%H/a\nvideotestsrc num-buffers=1 ! filesink location=%T");
    add("gst-launch", false, "gst-launch-1.0 videotestsrc num-buffers=1 ! filesink location=%T");
    add("file that is a pipeline", true, "file:///absent/a%20!%20filesink%20location=%T");
    add("file on another host", true, "file://evil.example/x%20!%20filesink%20location=%T");
    add("text of such a file", false, "file:///absent/a ! filesink location=%T");
    add("data", true, "data:text/plain,videotestsrc%20!%20filesink%20location=%T");
    add("javascript", true, "javascript:location='x%20!%20filesink%20location=%T'");
    add("javascript with slashes", true, "javascript://%H/%0Ax%20!%20filesink%20location=%T");
    add("concat", false, "concat:/etc/hostname|/etc/passwd");
    add("concat with slashes", true, "concat:///etc/hostname|%T");
    add("subfile", false, "subfile,,start,0,end,0,,:/etc/passwd");
    add("what libav writes to", true, "tee://%T");
    add("pipe", true, "pipe://1");
    add("quotes", true, "http://%H/'\"%20!%20filesink%20location=\"%T\"%20'");
    add("element", false, "filesink location=%T");
    add("number", false, "0");
    add("spaces", false, " \n\t ");
    add("smb", true, "smb://%H/share/x.mp4");
}

void MainWindowDropsTest::hostileDropsWriteNothing()
{
    QFETCH(bool, asUrl);
    QFETCH(QString, text);
    test::LocalServer nobody;
    nobody.close();
    Window window;
    text.replace(QLatin1String("%H"), nobody.url(QStringLiteral("x")).section(QLatin1Char('/'), 2, 2));
    text.replace(QLatin1String("%T"), window.target());
    QMimeData data;
    if (asUrl)
        data.setData(QStringLiteral("text/uri-list"), text.toUtf8());
    else
        data.setText(text);
    const int before = window.messages();
    window.drop(data);
    QVERIFY(!window->findChild<PipelineDialog *>());
    if (text.trimmed().isEmpty()) {
        QCOMPARE(window.phase(), SourceState::Phase::Empty);
    } else {
        // An address is tried, in vain, as nobody listens; all else is answered at once.
        QTRY_VERIFY(window.phase() != SourceState::Phase::Opening);
        QTRY_VERIFY(window.messages() > before || window.phase() == SourceState::Phase::Reconnecting);
        const SourceSpec &opened = window->pipeline().lane().sourceInfo().spec;
        QVERIFY(opened.kind != SourceKind::GStreamer);
        QVERIFY(window.phase() == SourceState::Phase::Empty || window.phase() == SourceState::Phase::Failed ||
                window.phase() == SourceState::Phase::Reconnecting);
    }
    QVERIFY(window->shutdown());
    QVERIFY(window.isUntouched());
}

void MainWindowDropsTest::thePipelineOfTheTestWrites()
{
    // Typed, it does what the drops of the test above must not.
    Window window;
    window->openSource(SourceSpec::fromCommandLine(writingPipeline(window.target())));
    QTRY_VERIFY(QFile::exists(window.target()));
    QVERIFY(window->shutdown());
}

void MainWindowDropsTest::unknownPipelinesAreAskedFor()
{
    Window window;
    const auto ask = [&window](const QString &pipeline) {
        window->openSource({SourceKind::GStreamer, pipeline});
        return window->findChild<PipelineDialog *>();
    };
    const auto press = [](PipelineDialog *dialog, QDialogButtonBox::StandardButton button) {
        dialog->findChild<QDialogButtonBox *>()->button(button)->click();
    };
    const QString writing = writingPipeline(window.target());
    PipelineDialog *dialog = ask(writing);
    QVERIFY(dialog);
    QCOMPARE(dialog->findChild<QPlainTextEdit *>()->toPlainText(), writing);
    QCOMPARE(window.phase(), SourceState::Phase::Empty);
    press(dialog, QDialogButtonBox::Cancel);
    QCOMPARE(window.phase(), SourceState::Phase::Empty);
    QTRY_VERIFY(!window->findChild<PipelineDialog *>());

    press(ask(writing), QDialogButtonBox::Open);
    QTRY_COMPARE(window.phase(), SourceState::Phase::Failed);
    QVERIFY(window->pipeline().lane().sourceState().error.message.contains(QLatin1String("filesink")));
    QVERIFY(window.isUntouched());
    QTRY_VERIFY(!window->findChild<PipelineDialog *>());

    press(ask(QStringLiteral("videotestsrc num-buffers=30 ! video/x-raw,width=32,height=16")), QDialogButtonBox::Open);
    QTRY_COMPARE(window.phase(), SourceState::Phase::Playing);
    QVERIFY(window->shutdown());
}

void MainWindowDropsTest::typedPipelinesRun()
{
    Window window;
    window->findChild<QAction *>(QStringLiteral("open-pipeline"))->trigger();
    auto *dialog = window->findChild<PipelineDialog *>();
    QVERIFY(dialog);
    dialog->findChild<QPlainTextEdit *>()->setPlainText(writingPipeline(window.target()));
    QVERIFY(dialog->source().typed);
    dialog->findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Open)->click();
    QTRY_VERIFY(QFile::exists(window.target()));
    // It is known to be typed from now on, at the next start too.
    QTRY_VERIFY(!window->settings().source.recent.isEmpty());
    QVERIFY(window->settings().source.recent.first().typed);
    QVERIFY(window->shutdown());
}

QTEST_MAIN(MainWindowDropsTest)
#include "tst_mainwindowdrops.moc"
