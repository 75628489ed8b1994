// SPDX-License-Identifier: Apache-2.0
#include "core/inference/trust.h"
#include "tests/support/testcase.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <unistd.h>

using namespace sightglass;

/// When a person is asked before a TorchScript file, which is a program, is opened.
class TestTrust : public test::TestCase
{
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;

    QString in(const char *path) const { return m_folder->filePath(QString::fromLatin1(path)); }
    OwnPlace own() const { return {in("home"), in("home/Downloads"), ::geteuid()}; }

private Q_SLOTS:
    void init();
    void asksByPlace_data();
    void asksByPlace();
    void linksAreFollowed();
    void filesOfOthersAreAskedFor();
    void filesInOpenFoldersAreAskedFor();
    void onlyProgramsNeedConsent();
    void bundledModelsNeedNone();
    void homesThatHoldEverythingAreNone();
    void answersBelongToTheContent();
    void answersAreKept();
};

// A zip archive of stored, empty files: APPNOTE.TXT 4.3.7, 4.3.12 and 4.3.16, all sizes and checksums 0.
static QByteArray program()
{
    QByteArray files;
    QByteArray directory;
    const auto two = [](qsizetype value) { return QByteArray{}.append(char(value & 0xff)).append(char(value >> 8)); };
    const QByteArrayList names{"m/code/__torch__.py", "m/constants.pkl"};
    for (const QByteArray &name : names) {
        directory += "PK\1\2" + QByteArray(24, '\0') + two(name.size()) + QByteArray(12, '\0') + two(files.size()) +
                     two(0) + name;
        files += "PK\3\4" + QByteArray(22, '\0') + two(name.size()) + two(0) + name;
    }
    return files + directory + "PK\5\6" + QByteArray(8, '\0') + two(directory.size()) + two(0) + two(files.size()) +
           two(0) + two(0);
}

static void write(const QString &path, const QByteArray &content)
{
    QVERIFY(QDir().mkpath(QFileInfo(path).path()));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(content), content.size());
    file.close();
    QVERIFY(file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner));
}

static bool mustAsk(const QString &location, const TrustedPrograms &trusted, const OwnPlace &own)
{
    const auto program = foreignProgramAt(location, own);
    return program && *program && !trusted.contains(**program);
}

void TestTrust::init()
{
    TestCase::init();
    m_folder = std::make_unique<QTemporaryDir>();
    QVERIFY(QDir(m_folder->path()).mkpath(QStringLiteral("home/Downloads")));
}

void TestTrust::asksByPlace_data()
{
    QTest::addColumn<QString>("place");
    QTest::addColumn<bool>("asks");
    QTest::newRow("home") << QStringLiteral("home/net.pt") << false;
    QTest::newRow("below home") << QStringLiteral("home/models/cars/net.pt") << false;
    QTest::newRow("named like home") << QStringLiteral("home2/net.pt") << true;
    QTest::newRow("elsewhere") << QStringLiteral("media/stick/net.pt") << true;
    QTest::newRow("up and out") << QStringLiteral("home/../media/net.pt") << true;
    QTest::newRow("downloads") << QStringLiteral("home/Downloads/net.pt") << true;
    QTest::newRow("below downloads") << QStringLiteral("home/Downloads/new/net.pt") << true;
    QTest::newRow("named like downloads") << QStringLiteral("home/Downloads old/net.pt") << false;
}

void TestTrust::asksByPlace()
{
    QFETCH(QString, place);
    QFETCH(bool, asks);
    const QString path = m_folder->filePath(place);
    write(path, program());
    QCOMPARE(mustAsk(path, {}, own()), asks);
    // A desktop without a folder for downloads names the home folder.
    const OwnPlace plain{in("home"), in("home"), ::geteuid()};
    QCOMPARE(mustAsk(path, {}, plain), asks && !place.startsWith(QLatin1String("home/Downloads/")));
}

void TestTrust::linksAreFollowed()
{
    write(in("media/net.pt"), program());
    QVERIFY(QFile::link(in("media/net.pt"), in("home/net.pt")));
    QVERIFY(mustAsk(in("home/net.pt"), {}, own()));
    QVERIFY(QFile::link(in("media"), in("home/models")));
    QVERIFY(mustAsk(in("home/models/net.pt"), {}, own()));
    TrustedPrograms trusted;
    trusted.add(**foreignProgramAt(in("home/net.pt"), own()));
    QVERIFY(!mustAsk(in("home/models/net.pt"), trusted, own()));
}

void TestTrust::filesOfOthersAreAskedFor()
{
    write(in("home/net.pt"), program());
    QVERIFY(!mustAsk(in("home/net.pt"), {}, own()));
    QVERIFY(mustAsk(in("home/net.pt"), {}, {in("home"), {}, ::geteuid() + 1}));
    constexpr QFileDevice::Permissions mine = QFileDevice::ReadOwner | QFileDevice::WriteOwner;
    for (const auto others : {QFileDevice::WriteOther, QFileDevice::WriteGroup}) {
        QVERIFY(QFile::setPermissions(in("home/net.pt"), mine | others));
        QVERIFY(mustAsk(in("home/net.pt"), {}, own()));
    }
    QVERIFY(QFile::setPermissions(in("home/net.pt"), mine | QFileDevice::ReadGroup | QFileDevice::ReadOther));
    QVERIFY(!mustAsk(in("home/net.pt"), {}, own()));
}

void TestTrust::filesInOpenFoldersAreAskedFor()
{
    write(in("home/models/cars/net.pt"), program());
    QVERIFY(!mustAsk(in("home/models/cars/net.pt"), {}, own()));
    for (const char *folder : {"home/models/cars", "home/models", "home"}) {
        const QFileDevice::Permissions before = QFile::permissions(in(folder));
        QVERIFY(QFile::setPermissions(in(folder), before | QFileDevice::WriteOther));
        QVERIFY2(mustAsk(in("home/models/cars/net.pt"), {}, own()), folder);
        QVERIFY(QFile::setPermissions(in(folder), before));
    }
    QVERIFY(!mustAsk(in("home/models/cars/net.pt"), {}, own()));
}

void TestTrust::onlyProgramsNeedConsent()
{
    write(in("media/net.cfg"), "[net]\nwidth=416\n");
    QVERIFY(!mustAsk(in("media/net.cfg"), {}, own()));
    write(in("media/net.pt"), "no model at all");
    QVERIFY(!mustAsk(in("media/net.pt"), {}, own()));
    QVERIFY(!mustAsk(in("media/missing.pt"), {}, own()));
    QVERIFY(!mustAsk(in("media"), {}, own()));
    QVERIFY(!mustAsk(QStringLiteral("builtin:street"), {}, own()));
    QVERIFY(!mustAsk({}, {}, own()));
}

void TestTrust::bundledModelsNeedNone()
{
    write(in("share/net.torchscript"), program());
    QVERIFY(mustAsk(in("share/net.torchscript"), {}, own()));
    qputenv("SIGHTGLASS_MODELS", in("share").toLocal8Bit());
    const bool asks = mustAsk(in("share/net.torchscript"), {}, own());
    qunsetenv("SIGHTGLASS_MODELS");
    QVERIFY(!asks);
}

void TestTrust::homesThatHoldEverythingAreNone()
{
    write(in("media/net.pt"), program());
    QVERIFY(mustAsk(in("media/net.pt"), {}, {QStringLiteral("/"), {}, ::geteuid()}));
    QVERIFY(mustAsk(in("media/net.pt"), {}, {{}, {}, ::geteuid()}));
    QVERIFY(mustAsk(in("media/net.pt"), {}, {in("missing"), {}, ::geteuid()}));
}

void TestTrust::answersBelongToTheContent()
{
    const QString path = in("media/net.pt");
    write(path, program());
    const auto first = foreignProgramAt(path, own());
    QVERIFY(first && *first);
    QCOMPARE((*first)->path, path);
    QCOMPARE((*first)->sha256, QCryptographicHash::hash(program(), QCryptographicHash::Sha256).toHex());
    TrustedPrograms trusted;
    trusted.add(**first);
    QVERIFY(!mustAsk(path, trusted, own()));
    // The same program, from another place and another time.
    QVERIFY(QFile::copy(path, in("media/copy.pt")));
    QVERIFY(!mustAsk(in("media/copy.pt"), trusted, own()));

    // Another one of the same size, with the time put back.
    const QDateTime time = QFileInfo(path).lastModified();
    const QByteArray changed = program().replace("m/c", "n/c");
    QCOMPARE(changed.size(), program().size());
    QVERIFY(changed != program());
    write(path, changed);
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadWrite) && file.setFileTime(time, QFileDevice::FileModificationTime));
    file.close();
    QCOMPARE(QFileInfo(path).lastModified(), time);
    QVERIFY(mustAsk(path, trusted, own()));
}

void TestTrust::answersAreKept()
{
    const QByteArray sha(64, 'a');
    TrustedPrograms trusted;
    trusted.add({sha, QStringLiteral("/media/with blank/%1 net.pt")});
    trusted.add({QByteArray(64, 'b'), QStringLiteral("/media/net.pt")});
    trusted.add({QByteArray(64, 'b'), QStringLiteral("/media/net.pt")});
    QCOMPARE(trusted.toTexts().size(), 2);
    QCOMPARE(trusted.toTexts().first(), QString::fromLatin1(sha) + QStringLiteral(" /media/with blank/%1 net.pt"));
    QVERIFY(TrustedPrograms::fromTexts(trusted.toTexts()) == trusted);
    // What earlier versions kept, by size and time, is no answer.
    QVERIFY(TrustedPrograms::fromTexts(
                {QString(), QStringLiteral("12 1700000000123 /media/net.pt"), QString::fromLatin1(sha),
                 QString::fromLatin1(sha.left(63)) + QLatin1String(" /a")}) == TrustedPrograms());

    for (int i = 0; i < 1000; ++i)
        trusted.add({QByteArray::number(i).rightJustified(64, '0'), QStringLiteral("/a")});
    QVERIFY(trusted.toTexts().size() <= 500);
    QVERIFY(trusted.contains({QByteArray("999").rightJustified(64, '0'), {}}));
}

QTEST_GUILESS_MAIN(TestTrust)
#include "tst_trust.moc"
