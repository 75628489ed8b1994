// SPDX-License-Identifier: Apache-2.0
#include "core/export/safefile.h"
#include "tests/support/testcase.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <cerrno>

#include <unistd.h>

using namespace sightglass;

namespace
{

void put(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes), bytes.size());
}

QByteArray get(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(none)");
}

QStringList filesIn(const QTemporaryDir &folder)
{
    return QDir(folder.path()).entryList(QDir::AllEntries | QDir::Hidden | QDir::System | QDir::NoDotAndDotDot);
}

} // namespace

class SafeFileTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void takesItsPlaceWhenCommitted()
    {
        const QTemporaryDir folder;
        const QString target = folder.filePath(QStringLiteral("out.mp4"));
        put(target, "old");
        auto file = SafeFile::create(target);
        QVERIFY(file);
        static const QRegularExpression expected(QStringLiteral("/\\.out\\.part-[A-Za-z0-9]{6}\\.mp4$"));
        QVERIFY2(expected.match(file->path()).hasMatch(), qPrintable(file->path()));
        put(file->path(), "new");
        QVERIFY(file->sync());
        QCOMPARE(get(target), QByteArray("old"));
        QVERIFY(file->commit());
        QCOMPARE(get(target), QByteArray("new"));
        QCOMPARE(filesIn(folder), QStringList{QStringLiteral("out.mp4")});
    }

    void keepsWhatIsThere()
    {
        const QTemporaryDir folder;
        const QString target = folder.filePath(QStringLiteral("out.csv"));
        auto file = SafeFile::create(target);
        QVERIFY(file);
        put(file->path(), "new");
        put(target, "old");
        const auto kept = file->commit(SafeFile::Existing::Keep);
        QVERIFY(!kept);
        QCOMPARE(kept.error(), existsError(target));
        QCOMPARE(get(target), QByteArray("old"));
        // It may be given its name later.
        QVERIFY(QFile::remove(target));
        QVERIFY(file->commit(SafeFile::Existing::Keep));
        QCOMPARE(get(target), QByteArray("new"));
        QCOMPARE(filesIn(folder), QStringList{QStringLiteral("out.csv")});
    }

    void leavesNothingUnlessCommitted()
    {
        const QTemporaryDir folder;
        const QString target = folder.filePath(QStringLiteral("out.csv"));
        put(target, "old");
        {
            auto file = SafeFile::create(target);
            QVERIFY(file);
            put(file->path(), "half");
            const SafeFile moved = std::move(*file);
            QCOMPARE(filesIn(folder).size(), 2);
        }
        QCOMPARE(filesIn(folder), QStringList{QStringLiteral("out.csv")});
        QCOMPARE(get(target), QByteArray("old"));
    }

    void keepsThePermissionsOfWhatItReplaces()
    {
        const QTemporaryDir folder;
        const QString target = folder.filePath(QStringLiteral("out.csv"));
        put(target, "old");
        const auto mine = QFile::ReadOwner | QFile::WriteOwner | QFile::ReadUser | QFile::WriteUser;
        QVERIFY(QFile::setPermissions(target, mine));
        auto file = SafeFile::create(target);
        QVERIFY(file);
        QVERIFY(file->commit());
        QCOMPARE(QFile::permissions(target), mine);
    }

    void replacesWhatALinkPointsTo()
    {
        const QTemporaryDir folder;
        const QString target = folder.filePath(QStringLiteral("real.csv"));
        const QString link = folder.filePath(QStringLiteral("link.csv"));
        put(target, "old");
        QVERIFY(QFile::link(target, link));
        auto file = SafeFile::create(link);
        QVERIFY(file);
        put(file->path(), "new");
        QVERIFY(file->commit());
        QVERIFY(QFileInfo(link).isSymLink());
        QCOMPARE(get(target), QByteArray("new"));
    }

    void makesWhatALinkPointsTo()
    {
        const QTemporaryDir folder;
        QVERIFY(QDir(folder.path()).mkdir(QStringLiteral("below")));
        const QString target = folder.filePath(QStringLiteral("below/real.csv"));
        const QString between = folder.filePath(QStringLiteral("between.csv"));
        const QString link = folder.filePath(QStringLiteral("link.csv"));
        QVERIFY(QFile::link(QStringLiteral("below/real.csv"), between));
        QVERIFY(QFile::link(between, link));
        auto file = SafeFile::create(link);
        QVERIFY2(file, file ? "" : qPrintable(file.error().toText()));
        put(file->path(), "new");
        QVERIFY(file->commit());
        QVERIFY(QFileInfo(link).isSymLink());
        QCOMPARE(get(target), QByteArray("new"));
    }

    void isWrittenByOneAlone()
    {
        const QTemporaryDir folder;
        const QString target = folder.filePath(QStringLiteral("out.mp4"));
        const QString link = folder.filePath(QStringLiteral("link.mp4"));
        QVERIFY(QFile::link(target, link));
        {
            const auto first = SafeFile::create(target);
            QVERIFY(first);
            for (const QString &path : {target, link}) {
                const auto second = SafeFile::create(path);
                QVERIFY(!second);
                QVERIFY2(second.error().message.contains(QStringLiteral("being written by another export")),
                         qPrintable(second.error().message));
            }
            // The refused ones have left nothing, and other names are free.
            QCOMPARE(filesIn(folder).size(), 2);
            QVERIFY(SafeFile::create(folder.filePath(QStringLiteral("out.csv"))));
            QVERIFY(SafeFile::create(folder.filePath(QStringLiteral("out2.mp4"))));
        }
        QVERIFY(SafeFile::create(target));
    }

    void sweepsWhatNobodyWrites()
    {
        const QTemporaryDir folder;
        const auto at = [&folder](const char *name) { return folder.filePath(QString::fromUtf8(name)); };
        const QStringList others{QStringLiteral(".out.part-short.mp4"), QStringLiteral(".part-notes"),
                                 QStringLiteral("out.part-AbC123.mp4"), QStringLiteral("picture.png")};
        for (const QString &name : others)
            put(folder.filePath(name), "mine");
        put(at(".out.part-AbC123.mp4"), "left");
        put(at(".other clip.part-000000"), "left");
        QVERIFY(QFile::link(at("picture.png"), at(".link.part-AbC123.png")));
        auto living = SafeFile::create(at("living.mp4"));
        QVERIFY(living);
        QStringList swept = SafeFile::sweep(at("new.csv"));
        swept.sort();
        QCOMPARE(swept,
                 (QStringList{QStringLiteral(".other clip.part-000000"), QStringLiteral(".out.part-AbC123.mp4")}));
        for (const QString &name : others)
            QCOMPARE(get(folder.filePath(name)), QByteArray("mine"));
        QVERIFY(QFileInfo(at(".link.part-AbC123.png")).isSymLink());
        QVERIFY(QFileInfo::exists(living->path()));
        QVERIFY(living->commit());
        QVERIFY(SafeFile::sweep(at("new.csv")).isEmpty());
    }

    void acceptsLongAndOddNames_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("long") << QString(251, QLatin1Char('a')) + QStringLiteral(".mp4");
        QTest::newRow("long, not ASCII") << QString(120, QChar(0x00e9)) + QStringLiteral(".mp4");
        QTest::newRow("colon and blanks") << QStringLiteral("a: b %03d.mp4");
        QTest::newRow("no ending") << QStringLiteral("plain");
    }

    void acceptsLongAndOddNames()
    {
        QFETCH(QString, name);
        const QTemporaryDir folder;
        auto file = SafeFile::create(folder.filePath(name));
        QVERIFY2(file, file ? "" : qPrintable(file.error().toText()));
        QVERIFY(file->commit());
        QCOMPARE(filesIn(folder), QStringList{name});
    }

    void refuses_data()
    {
        QTest::addColumn<QString>("target");
        QTest::addColumn<QString>("message");
        QTest::newRow("no folder") << QStringLiteral("missing/out.mp4") << QStringLiteral("There is no folder");
        QTest::newRow("a folder") << QStringLiteral(".") << QStringLiteral("is not a file that can be replaced");
        QTest::newRow("links in a ring") << QStringLiteral("ring.csv")
                                         << QStringLiteral("is not a file that can be replaced");
        QTest::newRow("a device") << QStringLiteral("/dev/null")
                                  << QStringLiteral("is not a file that can be replaced");
    }

    void refuses()
    {
        QFETCH(QString, target);
        QFETCH(QString, message);
        const QTemporaryDir folder;
        QVERIFY(QFile::link(QStringLiteral("gnir.csv"), folder.filePath(QStringLiteral("ring.csv"))));
        QVERIFY(QFile::link(QStringLiteral("ring.csv"), folder.filePath(QStringLiteral("gnir.csv"))));
        const auto file = SafeFile::create(QDir::isAbsolutePath(target) ? target : folder.filePath(target));
        QVERIFY(!file);
        QVERIFY2(file.error().message.contains(message), qPrintable(file.error().message));
        QVERIFY(!file.error().suggestion.isEmpty());
    }

    void refusesAFolderThatCannotBeWrittenTo()
    {
        if (::geteuid() == 0)
            QSKIP("The superuser may write everywhere");
        const QTemporaryDir folder;
        QVERIFY(QFile::setPermissions(folder.path(), QFile::ReadOwner | QFile::ExeOwner));
        const auto file = SafeFile::create(folder.filePath(QStringLiteral("out.mp4")));
        QFile::setPermissions(folder.path(), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        QVERIFY(!file);
        QVERIFY(file.error().message.contains(QStringLiteral("cannot be written to")));
    }

    void foldersTakeTheirPlaceWhole()
    {
        const QTemporaryDir folder;
        const QString target = folder.filePath(QStringLiteral("results"));
        {
            auto safe = SafeFile::create(target, SafeFile::Kind::Folder);
            QVERIFY(safe);
            put(safe->path() + QStringLiteral("/a.txt"), "a");
            QVERIFY(!QFileInfo::exists(target));
        }
        QVERIFY(filesIn(folder).isEmpty());

        auto first = SafeFile::create(target, SafeFile::Kind::Folder);
        QVERIFY(first);
        QVERIFY(!SafeFile::create(target, SafeFile::Kind::Folder));
        put(first->path() + QStringLiteral("/a.txt"), "a");
        QVERIFY(first->sync());
        QVERIFY(first->commit(SafeFile::Existing::Keep));
        QCOMPARE(get(target + QStringLiteral("/a.txt")), QByteArray("a"));

        auto second = SafeFile::create(target, SafeFile::Kind::Folder);
        QVERIFY(second);
        put(second->path() + QStringLiteral("/b.txt"), "b");
        const auto kept = second->commit(SafeFile::Existing::Keep);
        QVERIFY(!kept);
        QVERIFY(kept.error().message.contains(QStringLiteral("exists")));
        QVERIFY(QFileInfo::exists(target + QStringLiteral("/a.txt")));
        QVERIFY(second->commit(SafeFile::Existing::Replace));
        QCOMPARE(QDir(target).entryList(QDir::AllEntries | QDir::NoDotAndDotDot), QStringList{QStringLiteral("b.txt")});
        QCOMPARE(filesIn(folder), QStringList{QStringLiteral("results")});
    }

    void aFolderMayTakeAnEmptyOnesPlace()
    {
        const QTemporaryDir folder;
        const QString target = folder.filePath(QStringLiteral("empty"));
        QVERIFY(QDir().mkdir(target));
        auto safe = SafeFile::create(target, SafeFile::Kind::Folder);
        QVERIFY(safe);
        put(safe->path() + QStringLiteral("/a.txt"), "a");
        QVERIFY(safe->commit(SafeFile::Existing::Keep));
        QCOMPARE(get(target + QStringLiteral("/a.txt")), QByteArray("a"));
        put(folder.filePath(QStringLiteral("file")), "file");
        QVERIFY(!SafeFile::create(folder.filePath(QStringLiteral("file")), SafeFile::Kind::Folder));
        QVERIFY(!SafeFile::create(target));
    }

    void sweepsFoldersThatNobodyWrites()
    {
        const QTemporaryDir folder;
        const QString target = folder.filePath(QStringLiteral("results.yolo"));
        const QString left = folder.filePath(QStringLiteral(".results.part-aB3dE6.yolo"));
        QVERIFY(QDir().mkpath(left + QStringLiteral("/labels")));
        put(left + QStringLiteral("/labels/0.txt"), "0");
        const auto safe = SafeFile::create(target, SafeFile::Kind::Folder);
        QVERIFY(safe);
        QCOMPARE(SafeFile::sweep(target), QStringList{QFileInfo(left).fileName()});
        QVERIFY(!QFileInfo::exists(left));
        QVERIFY(QFileInfo::exists(safe->path()));
    }

    void saysWhyAWriteFailed()
    {
        const Error full = writeError(QStringLiteral("/some/out.mp4"), ENOSPC);
        QCOMPARE(full.message, QStringLiteral("The disk is full: out.mp4 could not be written."));
        QVERIFY(!full.suggestion.isEmpty());
        QVERIFY(writeError(QStringLiteral("/some/out.mp4"), EACCES).message.contains(QStringLiteral("/some")));
    }
};

QTEST_GUILESS_MAIN(SafeFileTest)
#include "tst_safefile.moc"
