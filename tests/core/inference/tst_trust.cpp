// SPDX-License-Identifier: Apache-2.0
#include "core/inference/trust.h"
#include "tests/support/testcase.h"

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
    QCOMPARE(needsConsent(path, {}, own()), asks);
    // A desktop without a folder for downloads names the home folder.
    const OwnPlace plain{in("home"), in("home"), ::geteuid()};
    QCOMPARE(needsConsent(path, {}, plain), asks && !place.startsWith(QLatin1String("home/Downloads/")));
}

void TestTrust::linksAreFollowed()
{
    write(in("media/net.pt"), program());
    QVERIFY(QFile::link(in("media/net.pt"), in("home/net.pt")));
    QVERIFY(needsConsent(in("home/net.pt"), {}, own()));
    QVERIFY(QFile::link(in("media"), in("home/models")));
    QVERIFY(needsConsent(in("home/models/net.pt"), {}, own()));
    TrustedFiles trusted;
    trusted.add(trustedFileAt(in("home/net.pt")));
    QVERIFY(!needsConsent(in("home/models/net.pt"), trusted, own()));
}

void TestTrust::filesOfOthersAreAskedFor()
{
    write(in("home/net.pt"), program());
    QVERIFY(!needsConsent(in("home/net.pt"), {}, own()));
    QVERIFY(needsConsent(in("home/net.pt"), {}, {in("home"), {}, ::geteuid() + 1}));
    QVERIFY(QFile::setPermissions(in("home/net.pt"),
                                  QFileDevice::ReadOwner | QFileDevice::ReadOther | QFileDevice::WriteOther));
    QVERIFY(needsConsent(in("home/net.pt"), {}, own()));
}

void TestTrust::onlyProgramsNeedConsent()
{
    write(in("media/net.cfg"), "[net]\nwidth=416\n");
    QVERIFY(!needsConsent(in("media/net.cfg"), {}, own()));
    write(in("media/net.pt"), "no model at all");
    QVERIFY(!needsConsent(in("media/net.pt"), {}, own()));
    QVERIFY(!needsConsent(in("media/missing.pt"), {}, own()));
    QVERIFY(!needsConsent(in("media"), {}, own()));
    QVERIFY(!needsConsent(QStringLiteral("builtin:street"), {}, own()));
    QVERIFY(!needsConsent({}, {}, own()));
}

void TestTrust::bundledModelsNeedNone()
{
    write(in("share/net.torchscript"), program());
    QVERIFY(needsConsent(in("share/net.torchscript"), {}, own()));
    qputenv("SIGHTGLASS_MODELS", in("share").toLocal8Bit());
    const bool asks = needsConsent(in("share/net.torchscript"), {}, own());
    qunsetenv("SIGHTGLASS_MODELS");
    QVERIFY(!asks);
}

void TestTrust::homesThatHoldEverythingAreNone()
{
    write(in("media/net.pt"), program());
    QVERIFY(needsConsent(in("media/net.pt"), {}, {QStringLiteral("/"), {}, ::geteuid()}));
    QVERIFY(needsConsent(in("media/net.pt"), {}, {{}, {}, ::geteuid()}));
    QVERIFY(needsConsent(in("media/net.pt"), {}, {in("missing"), {}, ::geteuid()}));
}

void TestTrust::answersBelongToTheContent()
{
    const QString path = in("media/net.pt");
    write(path, program());
    TrustedFiles trusted;
    trusted.add(trustedFileAt(path));
    QVERIFY(!needsConsent(path, trusted, own()));

    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadWrite));
    QVERIFY(file.setFileTime(QDateTime::fromSecsSinceEpoch(1), QFileDevice::FileModificationTime));
    file.close();
    QVERIFY(needsConsent(path, trusted, own()));
    QVERIFY(QFile::copy(path, in("media/copy.pt")));
    QVERIFY(needsConsent(in("media/copy.pt"), trusted, own()));
}

void TestTrust::answersAreKept()
{
    TrustedFiles trusted;
    trusted.add({QStringLiteral("/media/with blank/%1 net.pt"), 12, 1700000000123});
    trusted.add({QStringLiteral("/media/net.pt"), 0, -5});
    trusted.add({QStringLiteral("/media/net.pt"), 0, -5});
    QCOMPARE(trusted.toTexts().size(), 2);
    QCOMPARE(trusted.toTexts().first(), QStringLiteral("12 1700000000123 /media/with blank/%1 net.pt"));
    QVERIFY(TrustedFiles::fromTexts(trusted.toTexts()) == trusted);
    QVERIFY(TrustedFiles::fromTexts({QString(), QStringLiteral("x y /a"), QStringLiteral("1 2"),
                                     QStringLiteral("1 2 ")}) == TrustedFiles());

    for (int i = 0; i < 1000; ++i)
        trusted.add({QString::number(i), 1, 1});
    QVERIFY(trusted.toTexts().size() <= 500);
    QVERIFY(trusted.contains({QStringLiteral("999"), 1, 1}));
}

QTEST_GUILESS_MAIN(TestTrust)
#include "tst_trust.moc"
