// SPDX-License-Identifier: Apache-2.0
#include "core/media/bytename.h"
#include "tests/support/testcase.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>

#include <filesystem>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace sightglass;

namespace
{

void put(const QByteArray &name, const QByteArray &content)
{
    const int file = ::open(name.constData(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    QVERIFY(file >= 0);
    QCOMPARE(::write(file, content.constData(), static_cast<std::size_t>(content.size())), ssize_t(content.size()));
    ::close(file);
}

QByteArray get(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(none)");
}

} // namespace

class ByteNameTest : public test::TestCase
{
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    QByteArray at(const QByteArray &name) const { return QFile::encodeName(m_folder->path()) + '/' + name; }
    QString links() const { return m_folder->filePath(QStringLiteral("links")); }

private Q_SLOTS:
    void init()
    {
        TestCase::init();
        m_folder = std::make_unique<QTemporaryDir>();
    }

    void cleanup()
    {
        // Qt cannot remove what it cannot name.
        m_folder->setAutoRemove(false);
        std::filesystem::remove_all(QFile::encodeName(m_folder->path()).toStdString());
    }

    void namesInUtf8StayWhatTheyAre()
    {
        for (const char *name : {"plain.mp4", "caf\xc3\xa9.mp4", "http://host/caf\xc3\xa9", "", "-o", "%03d.mp4"})
            QCOMPARE(*pathOfName(name, links()), QString::fromUtf8(name));
        QVERIFY(!QFileInfo::exists(links()));
    }

    void otherNamesCanBeOpened_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QString>("shown");
        QTest::newRow("Latin-1") << QByteArray("caf\xe9.mp4") << QStringLiteral("caf\\xe9.mp4");
        QTest::newRow("Shift JIS") << QByteArray("\x93\xfa\x96\x7b.avi") << QStringLiteral("\\x93\\xfa\\x96{.avi");
        QTest::newRow("cut in a letter") << QByteArray("a\xc3") << QStringLiteral("a\\xc3");
        QTest::newRow("both") << QByteArray("\xc3\xa9\xff.png") << QStringLiteral("\\xc3\\xa9\\xff.png");
    }

    void otherNamesCanBeOpened()
    {
        QFETCH(QByteArray, name);
        QFETCH(QString, shown);
        put(at(name), name);
        const auto path = pathOfName(at(name), links());
        QVERIFY2(path, path ? "" : qPrintable(path.error().toText()));
        QCOMPARE(QFileInfo(*path).fileName(), shown);
        QCOMPARE(get(*path), name);
        // Again, and it is the same.
        QCOMPARE(*pathOfName(at(name), links()), *path);
    }

    void filesBelowAnOddFolderLieBesideEachOther()
    {
        QCOMPARE(::mkdir(at("d\xe9p\xf4t").constData(), 0700), 0);
        put(at("d\xe9p\xf4t/net.cfg"), "cfg");
        put(at("d\xe9p\xf4t/net.weights"), "weights");
        const auto path = pathOfName(at("d\xe9p\xf4t/net.cfg"), links());
        QVERIFY(path);
        QCOMPARE(get(*path), QByteArray("cfg"));
        QCOMPARE(get(QFileInfo(*path).dir().filePath(QStringLiteral("net.weights"))), QByteArray("weights"));
        // Something may be made there, too.
        const auto fresh = pathOfName(at("d\xe9p\xf4t/out.csv"), links());
        QVERIFY(fresh);
        QVERIFY(!QFileInfo::exists(*fresh));
        QVERIFY(QFileInfo(QFileInfo(*fresh).path()).isWritable());
    }

    void alikeNamesOfTwoFoldersAreTwo()
    {
        for (const char *folder : {"one", "two"}) {
            QCOMPARE(::mkdir(at(folder).constData(), 0700), 0);
            put(at(QByteArray(folder) + "/\xe9"), folder);
        }
        QCOMPARE(get(*pathOfName(at("one/\xe9"), links())), QByteArray("one"));
        QCOMPARE(get(*pathOfName(at("two/\xe9"), links())), QByteArray("two"));
    }

    void whatIsNotThereIsNamed()
    {
        const auto path = pathOfName(at("gone\xe9.mp4"), links());
        QVERIFY(!path);
        QVERIFY2(path.error().message.contains(QStringLiteral("gone\\xe9.mp4")), qPrintable(path.error().message));
        QVERIFY(!path.error().suggestion.isEmpty());
    }

    void relativeNames()
    {
        const QString before = QDir::currentPath();
        QVERIFY(QDir::setCurrent(m_folder->path()));
        put("r\xe9.txt", "here");
        const auto path = pathOfName("r\xe9.txt", links());
        QVERIFY(QDir::setCurrent(before));
        QVERIFY(path);
        QCOMPARE(get(*path), QByteArray("here"));
    }
};

QTEST_GUILESS_MAIN(ByteNameTest)
#include "tst_bytename.moc"
