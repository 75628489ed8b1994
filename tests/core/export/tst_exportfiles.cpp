// SPDX-License-Identifier: Apache-2.0
#include "tests/core/export/exportertestcase.h"
#include "tests/core/export/videofile.h"

#include <QGuiApplication>

#include <thread>

using namespace sightglass;
using namespace std::chrono_literals;

/// What an export does to files that are there, and what it leaves when it ends early.
class ExportFilesTest : public test::ExporterTestCase
{
    Q_OBJECT

private Q_SLOTS:
    void refusesToOverwriteUnasked_data()
    {
        QTest::addColumn<QString>("name");
        for (const char *name : {"out.mp4", "out.csv", "link.csv"})
            QTest::newRow(name) << QString::fromLatin1(name);
    }

    void refusesToOverwriteUnasked()
    {
        QFETCH(QString, name);
        const bool video = name.endsWith(QLatin1String("mp4"));
        put(in("out.mp4"), "old video");
        put(in("out.csv"), "old list");
        QVERIFY(QFile::link(in("out.csv"), in("link.csv")));
        const QStringList before = files();
        ExportRequest wanted = request(video ? qPrintable(name) : "new.mp4", video ? "new.csv" : qPrintable(name));
        wanted.overwrite = false;
        const auto summary = exporter({.size = {320, 192}, .frames = 3}).run(wanted, {});
        QVERIFY(!summary);
        QCOMPARE(summary.error().message, m_folder->filePath(name) + QStringLiteral(" exists."));
        QCOMPARE(summary.error().suggestion, QStringLiteral("Add --overwrite to replace it, or choose another name."));
        QVERIFY(!m_model->loads.try_acquire()); // Nothing was loaded for it.
        QCOMPARE(files(), before);
        wanted.overwrite = true;
        QVERIFY(exporter({.size = {320, 192}, .frames = 3}).run(wanted, {}));
        QVERIFY(get(m_folder->filePath(name)).size() > 10);
    }

    /// One that appears while the export runs was not asked for either.
    void leavesWhatAppearsMeanwhile_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("video") << QStringLiteral("out.mp4");
        QTest::newRow("list") << QStringLiteral("out.csv");
    }

    void leavesWhatAppearsMeanwhile()
    {
        QFETCH(QString, name);
        ExportRequest wanted = request("out.mp4", "out.csv");
        wanted.overwrite = false;
        const auto summary = exporter({.size = {320, 192}, .frames = 30}).run(wanted, [&](const ExportProgress &) {
            put(m_folder->filePath(name), "new");
        });
        QVERIFY(!summary);
        QVERIFY2(summary.error().message.endsWith(name + QStringLiteral(" exists.")),
                 qPrintable(summary.error().message));
        QCOMPARE(files(), QStringList{name}); // And nothing beside it.
        QCOMPARE(get(m_folder->filePath(name)), QByteArray("new"));
    }

    void failureLeavesWhatWasThere_data()
    {
        QTest::addColumn<QString>("where");
        for (const char *where : {"open", "read", "load", "model"})
            QTest::newRow(where) << QString::fromLatin1(where);
    }

    void failureLeavesWhatWasThere()
    {
        QFETCH(QString, where);
        put(in("out.mp4"), "old video");
        put(in("out.csv"), "old list");
        test::SyntheticScript script{.size = {320, 192}, .frames = 50};
        script.failInOpen = where == QLatin1String("open");
        script.failAt = where == QLatin1String("read") ? 30 : -1;
        m_model->failLoad = where == QLatin1String("load");
        m_model->failing = where == QLatin1String("model");
        auto failing = exporter(script);
        const auto summary = failing.run(request("out.mp4", "out.csv"), {});
        QVERIFY(!summary);
        QVERIFY(summary.error().message.startsWith(QStringLiteral("The synthetic")));
        QVERIFY(!failing.wasCancelled());
        QCOMPARE(files(), (QStringList{QStringLiteral("out.csv"), QStringLiteral("out.mp4")}));
        QCOMPARE(get(in("out.mp4")), QByteArray("old video"));
        QCOMPARE(get(in("out.csv")), QByteArray("old list"));
        QCOMPARE(m_model->alive.load(), 0);
    }

    void cancelLeavesWhatWasThere_data()
    {
        QTest::addColumn<QString>("when");
        for (const char *when : {"before", "loading", "blocked open", "blocked read", "mid-way", "last frame"})
            QTest::newRow(when) << QString::fromLatin1(when);
    }

    void cancelLeavesWhatWasThere()
    {
        QFETCH(QString, when);
        put(in("out.mp4"), "old video");
        put(in("out.csv"), "old list");
        test::SyntheticScript script{.size = {320, 192}, .frames = 300};
        script.blockInOpen = when == QLatin1String("blocked open");
        script.blockAt = when == QLatin1String("blocked read") ? 5 : -1;
        if (when == QLatin1String("loading"))
            m_model->loadMs = 150;
        if (when == QLatin1String("mid-way"))
            m_model->delayMs = 3;
        auto cancelled = exporter(script);
        std::jthread canceller;
        if (when == QLatin1String("before"))
            cancelled.cancel();
        else if (when != QLatin1String("mid-way") && when != QLatin1String("last frame"))
            canceller = std::jthread([&] {
                if (when == QLatin1String("loading"))
                    m_model->loads.acquire();
                else
                    script.blocked->acquire();
                cancelled.cancel();
            });
        // Every frame passes here, as progress is told of after the first and at most ten times a second.
        const auto result = cancelled.run(request("out.mp4", "out.csv"), [&](const ExportProgress &progress) {
            if (when == QLatin1String("mid-way") && progress.written > 20)
                cancelled.cancel();
            if (when == QLatin1String("last frame"))
                cancelled.cancel();
        });
        QVERIFY(!result);
        QVERIFY(cancelled.wasCancelled());
        QVERIFY(result.error().message.contains(QStringLiteral("cancelled")));
        QCOMPARE(files(), (QStringList{QStringLiteral("out.csv"), QStringLiteral("out.mp4")}));
        QCOMPARE(get(in("out.mp4")), QByteArray("old video"));
        QCOMPARE(get(in("out.csv")), QByteArray("old list"));
    }

    void nothingIsThereUntilAllIsWhole()
    {
        put(in("out.mp4"), "old video");
        m_model->delayMs = 2;
        bool untouched = true;
        bool hidden = false;
        const auto summary =
            exporter({.size = {320, 192}, .frames = 200})
                .run(request("out.mp4", "out.csv"), [&](const ExportProgress &progress) {
                    if (progress.written == 200)
                        return;
                    untouched = untouched && get(in("out.mp4")) == "old video" && !QFile::exists(in("out.csv"));
                    for (const QString &name : files())
                        hidden = hidden || name.startsWith(QLatin1String(".out.part-"));
                });
        QVERIFY(summary);
        QVERIFY(untouched);
        QVERIFY(hidden);
        QCOMPARE(files(), (QStringList{QStringLiteral("out.csv"), QStringLiteral("out.mp4")}));
        QVERIFY(test::readVideo(in("out.mp4")).valid);
    }
};

int main(int argc, char **argv)
{
    const QGuiApplication application(argc, argv);
    ExportFilesTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_exportfiles.moc"
