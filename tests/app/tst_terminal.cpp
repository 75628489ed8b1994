// SPDX-License-Identifier: Apache-2.0
#include "app/terminal.h"
#include "tests/support/testcase.h"

#include <QLoggingCategory>
#include <QTemporaryFile>

#include <cstdio>
#include <utility>

#include <unistd.h>

using namespace sightglass;

namespace
{

/// What reaches a descriptor while this lives.
class Caught
{
public:
    explicit Caught(int descriptor)
        : m_descriptor(descriptor)
        , m_before(::dup(descriptor))
    {
        m_open = m_file.open() && ::dup2(m_file.handle(), descriptor) >= 0;
    }
    ~Caught() { end(); }

    QByteArray end()
    {
        std::fflush(nullptr);
        if (m_before >= 0) {
            ::dup2(m_before, m_descriptor);
            ::close(std::exchange(m_before, -1));
        }
        m_file.seek(0);
        return m_open ? m_file.readAll() : QByteArray("(not caught)");
    }

private:
    int m_descriptor;
    int m_before;
    QTemporaryFile m_file;
    bool m_open = false;
};

void writeAll(int descriptor, const QByteArray &bytes)
{
    QCOMPARE(::write(descriptor, bytes.constData(), static_cast<std::size_t>(bytes.size())), ssize_t(bytes.size()));
}

} // namespace

class TerminalTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void errorsAreALineEach()
    {
        Caught errors(STDERR_FILENO);
        printError(stderr, {QStringLiteral("a\nb\x1b"), QStringLiteral("\u202etry"), QStringLiteral("one\ntwo\x07")});
        QCOMPARE(errors.end(), QByteArray("sightglass: a\\nb\\x1b\n\\u202etry\none\ntwo\\x07\n"));
    }

    void keepsLibrariesAway()
    {
        Caught output(STDOUT_FILENO);
        Caught errors(STDERR_FILENO);
        QString said;
        {
            Terminal terminal;
            writeAll(STDERR_FILENO, "libpng warning: \x1b[31mbad\n");
            std::fputs("buffered until the end", stdout);
            print(terminal.err(), QStringLiteral("ours\n"));
            said = terminal.release();
            print(stdout, QStringLiteral("result\n"));
            print(stderr, QStringLiteral("error\n"));
        }
        QCOMPARE(said, QStringLiteral("libpng warning: \x1b[31mbad\nbuffered until the end"));
        QCOMPARE(errors.end(), QByteArray("ours\nerror\n"));
        QCOMPARE(output.end(), QByteArray("result\n"));
    }

    void holdsTheLastLines()
    {
        Caught errors(STDERR_FILENO);
        Terminal terminal;
        // More than a pipe holds: whoever writes is not kept waiting.
        for (int i = 0; i < 20000; ++i)
            writeAll(STDERR_FILENO, QByteArray::number(i) + " and more of it\n");
        writeAll(STDERR_FILENO, QByteArray(100000, 'x'));
        const QStringList lines = terminal.release().split(QLatin1Char('\n'));
        QCOMPARE(lines.size(), Terminal::maxLines);
        QCOMPARE(lines.last().size(), Terminal::maxLineBytes);
        QCOMPARE(lines[lines.size() - 2], QStringLiteral("19999 and more of it"));
        QCOMPARE(errors.end(), QByteArray());
    }

    void logsWhatTheySayWhereThatIsWanted()
    {
        const QtMessageHandler before = qInstallMessageHandler(nullptr);
        qInstallMessageHandler(before);
        Caught errors(STDERR_FILENO);
        makeLogVisible();
        QLoggingCategory::setFilterRules(QStringLiteral("sightglass.libraries.debug=true"));
        {
            Terminal terminal;
            writeAll(STDERR_FILENO, "said\x07\n");
        }
        QLoggingCategory::setFilterRules({});
        qInstallMessageHandler(before);
        const QByteArray told = errors.end();
        QVERIFY2(told.contains("said\\x07"), told.constData());
    }

    void afterwardsAllIsAsBefore()
    {
        Caught errors(STDERR_FILENO);
        for (int i = 0; i < 3; ++i)
            QCOMPARE(Terminal().release(), QString());
        writeAll(STDERR_FILENO, "seen");
        QCOMPARE(errors.end(), QByteArray("seen"));
    }
};

QTEST_GUILESS_MAIN(TerminalTest)
#include "tst_terminal.moc"
