// SPDX-License-Identifier: Apache-2.0
#include "tests/support/testcase.h"
#include "ui/settingsfile.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QTemporaryDir>

#include <sys/stat.h>
#include <unistd.h>

using namespace sightglass;

namespace
{

SourceSpec clip(const QString &name)
{
    return {SourceKind::VideoFile, name};
}

} // namespace

class SettingsFileTest : public test::TestCase
{
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    QString path(const char *name = "settings.conf") const { return m_folder->filePath(QLatin1String(name)); }
    QStringList files() const
    {
        return QDir(m_folder->path()).entryList(QDir::AllEntries | QDir::System | QDir::Hidden | QDir::NoDotAndDotDot);
    }
    void put(const QByteArray &text) const
    {
        QFile file(path());
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(text), text.size());
    }

private Q_SLOTS:
    void init();
    void sizesOfArraysAreNotBelieved_data();
    void sizesOfArraysAreNotBelieved();
    void whatIsNoFileIsKeptAside_data();
    void whatIsNoFileIsKeptAside();
    void whatCannotBeReadIsKeptAside();
    void whatCannotBeMovedIsLeftAlone();
    void nothingIsSaidOfWhatIsFine();
    void otherWindowsKeepTheirRecentOnes();
    void recentStaysShort();
    void otherWindowsKeepTheirModels();
};

void SettingsFileTest::init()
{
    TestCase::init();
    m_folder = std::make_unique<QTemporaryDir>();
}

void SettingsFileTest::sizesOfArraysAreNotBelieved_data()
{
    QTest::addColumn<QByteArray>("size");
    QTest::newRow("largest") << QByteArray("2147483647");
    QTest::newRow("larger still") << QByteArray("99999999999999999999");
    QTest::newRow("negative") << QByteArray("-5");
    QTest::newRow("no number") << QByteArray("many");
}

void SettingsFileTest::sizesOfArraysAreNotBelieved()
{
    QFETCH(QByteArray, size);
    put("[source]\nrecent\\size=" + size + "\nrecent\\1\\kind=0\nrecent\\1\\location=a.mp4\n" +
        "[tuning]\nmodels\\size=" + size + "\nmodels\\1\\model=m.onnx\nmodels\\1\\classes\\size=" + size +
        "\nmodels\\1\\classes\\1\\class=cat\nmodels\\1\\classes\\1\\shown=false\n" +
        "[overlay]\ncolours\\size=" + size + "\ncolours\\1\\class=cat\ncolours\\1\\colour=#ff0000\n");
    QElapsedTimer timer;
    timer.start();
    const SettingsFile file = openSettings(path());
    const Settings settings = loadSettings(*file.store);
    QVERIFY2(timer.elapsed() < 2000, qPrintable(QString::number(timer.elapsed())));
    QVERIFY(!file.problem);
    if (size == "2147483647") {
        QCOMPARE(settings.source.recent, QList<SourceSpec>{clip(QStringLiteral("a.mp4"))});
        QCOMPARE(settings.tuning.models.value(QStringLiteral("m.onnx")).classes.at(QStringLiteral("cat")).shown, false);
        QCOMPARE(settings.tuning.style.colours.value(QStringLiteral("cat")), QColor(Qt::red));
    }
    // What is written afterwards is whole.
    keepSettings(settings, settings, *file.store);
    QCOMPARE(loadSettings(*openSettings(path()).store).source.recent, settings.source.recent);
}

void SettingsFileTest::whatIsNoFileIsKeptAside_data()
{
    QTest::addColumn<QString>("kind");
    for (const char *kind : {"pipe", "folder", "device", "link to a pipe", "huge"})
        QTest::newRow(kind) << QString::fromLatin1(kind);
}

void SettingsFileTest::whatIsNoFileIsKeptAside()
{
    QFETCH(QString, kind);
    const QByteArray name = QFile::encodeName(path());
    const QByteArray target = QFile::encodeName(path("pipe"));
    if (kind == QLatin1String("pipe"))
        QCOMPARE(::mkfifo(name.constData(), 0600), 0);
    else if (kind == QLatin1String("folder"))
        QVERIFY(QDir().mkpath(path("settings.conf/below")));
    else if (kind == QLatin1String("device"))
        QCOMPARE(::symlink("/dev/zero", name.constData()), 0);
    else if (kind == QLatin1String("link to a pipe"))
        QVERIFY(::mkfifo(target.constData(), 0600) == 0 && ::symlink("pipe", name.constData()) == 0);
    else
        QVERIFY(QFile(path()).open(QIODevice::WriteOnly) && QFile::resize(path(), qint64(1) << 32));
    // There may be some from before.
    QVERIFY(QFile(path("settings.conf.unusable")).open(QIODevice::WriteOnly));
    const SettingsFile file = openSettings(path());
    QVERIFY(file.problem);
    QVERIFY2(file.problem->message.contains(path()), qPrintable(file.problem->message));
    QVERIFY2(file.problem->suggestion.contains(path("settings.conf.unusable-2")), qPrintable(file.problem->suggestion));
    QVERIFY(files().contains(QStringLiteral("settings.conf.unusable-2")));
    QVERIFY(loadSettings(*file.store).source.recent.isEmpty());
    Settings settings;
    settings.source.folder = QStringLiteral("here");
    keepSettings(settings, {}, *file.store);
    const SettingsFile next = openSettings(path());
    QVERIFY(!next.problem);
    QCOMPARE(loadSettings(*next.store).source.folder, QStringLiteral("here"));
}

void SettingsFileTest::whatCannotBeReadIsKeptAside()
{
    put("[source]\nfolder=here\n\x01\x02 this is no line of settings\n[[[\n");
    const SettingsFile file = openSettings(path());
    QVERIFY(file.problem);
    QVERIFY(QFile(path("settings.conf.unusable")).size() > 0);
    keepSettings({}, {}, *file.store);
    QVERIFY(!openSettings(path()).problem);
}

void SettingsFileTest::whatCannotBeMovedIsLeftAlone()
{
    if (::geteuid() == 0)
        QSKIP("The superuser may write everywhere");
    QCOMPARE(::mkfifo(QFile::encodeName(path()).constData(), 0600), 0);
    QVERIFY(QFile::setPermissions(m_folder->path(), QFile::ReadOwner | QFile::ExeOwner));
    const SettingsFile file = openSettings(path());
    QVERIFY(file.problem);
    QVERIFY(loadSettings(*file.store).source.recent.isEmpty());
    QFile::setPermissions(m_folder->path(), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    QCOMPARE(files(), QStringList{QStringLiteral("settings.conf")});
}

void SettingsFileTest::nothingIsSaidOfWhatIsFine()
{
    QVERIFY(!openSettings(path()).problem);
    QVERIFY(files().isEmpty());
    put({});
    QVERIFY(!openSettings(path()).problem);
    QCOMPARE(files(), QStringList{QStringLiteral("settings.conf")});
}

void SettingsFileTest::otherWindowsKeepTheirRecentOnes()
{
    Settings before;
    before.source.recent = {clip(QStringLiteral("old1")), clip(QStringLiteral("old2"))};
    before.model.recent = {QStringLiteral("old.onnx")};
    const SettingsFile first = openSettings(path());
    keepSettings(before, {}, *first.store);

    Settings mine = before;
    rememberRecent(mine.source.recent, clip(QStringLiteral("mine")));
    rememberRecent(mine.source.recent, clip(QStringLiteral("old2")));
    rememberRecent(mine.model.recent, QStringLiteral("mine.onnx"));
    Settings theirs = before;
    rememberRecent(theirs.source.recent, clip(QStringLiteral("theirs")));
    rememberRecent(theirs.model.recent, QStringLiteral("theirs.onnx"));
    keepSettings(theirs, before, *first.store);
    keepSettings(mine, before, *first.store);

    const Settings kept = loadSettings(*openSettings(path()).store);
    QCOMPARE(kept.source.recent, (QList<SourceSpec>{clip(QStringLiteral("mine")), clip(QStringLiteral("theirs")),
                                                    clip(QStringLiteral("old2")), clip(QStringLiteral("old1"))}));
    QCOMPARE(kept.model.recent,
             (QStringList{QStringLiteral("mine.onnx"), QStringLiteral("theirs.onnx"), QStringLiteral("old.onnx")}));
}

void SettingsFileTest::recentStaysShort()
{
    const SettingsFile file = openSettings(path());
    Settings before;
    for (int i = 0; i < 10; ++i)
        rememberRecent(before.source.recent, clip(QStringLiteral("old%1").arg(i)));
    Settings mine = before;
    Settings theirs = before;
    for (int i = 0; i < 3; ++i) {
        rememberRecent(mine.source.recent, clip(QStringLiteral("mine%1").arg(i)));
        rememberRecent(theirs.source.recent, clip(QStringLiteral("theirs%1").arg(i)));
    }
    keepSettings(theirs, before, *file.store);
    keepSettings(mine, before, *file.store);
    const auto kept = loadSettings(*openSettings(path()).store).source.recent;
    QCOMPARE(kept.size(), 10);
    QCOMPARE(kept[0], clip(QStringLiteral("mine2")));
    QCOMPARE(kept[3], clip(QStringLiteral("theirs2")));
    QCOMPARE(kept[6], clip(QStringLiteral("old9")));
}

void SettingsFileTest::otherWindowsKeepTheirModels()
{
    const SettingsFile file = openSettings(path());
    Settings before;
    before.tuning.models[QStringLiteral("both")] = {0.1f, {}};
    before.tuning.presets[QStringLiteral("removed here")] = {};
    before.tuning.models[QStringLiteral("used there")] = {0.2f, {}};
    Settings theirs = before;
    theirs.tuning.models[QStringLiteral("both")] = {0.3f, {}};
    theirs.tuning.models[QStringLiteral("used there")] = {0.4f, {}};
    theirs.tuning.models[QStringLiteral("theirs")] = {0.5f, {}};
    theirs.tuning.presets[QStringLiteral("removed here")] = {};
    theirs.tuning.presets[QStringLiteral("saved there")] = {};
    theirs.model.trusted.add({QByteArray(64, 'a'), QStringLiteral("/theirs.pt")});
    Settings mine = before;
    mine.tuning.models[QStringLiteral("both")] = {0.6f, {}};
    mine.tuning.presets.clear();
    mine.model.trusted.add({QByteArray(64, 'b'), QStringLiteral("/mine.pt")});
    keepSettings(theirs, before, *file.store);
    keepSettings(mine, before, *file.store);
    const Settings kept = loadSettings(*openSettings(path()).store);
    QVERIFY(kept.tuning.presets.contains(QStringLiteral("saved there")));
    QCOMPARE(kept.tuning.presets.size(), 1U);
    QCOMPARE(kept.tuning.models.size(), 3);
    QCOMPARE(kept.tuning.models[QStringLiteral("both")].confidence, 0.6f);
    QCOMPARE(kept.tuning.models[QStringLiteral("used there")].confidence, 0.4f);
    QCOMPARE(kept.tuning.models[QStringLiteral("theirs")].confidence, 0.5f);
    QCOMPARE(kept.model.trusted.toTexts().size(), 2);
}

QTEST_GUILESS_MAIN(SettingsFileTest)
#include "tst_settingsfile.moc"
