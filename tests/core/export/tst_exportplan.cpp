// SPDX-License-Identifier: Apache-2.0
#include "core/export/exportplan.h"
#include "tests/support/testcase.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

using namespace sightglass;

/// Which files many inputs are exported to.
class ExportPlanTest : public test::TestCase
{
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_folder;

    QString in(const QString &name) const { return m_folder->filePath(name); }
    void touch(const QString &name) const
    {
        QDir(m_folder->path()).mkpath(QFileInfo(in(name)).path());
        QFile file(in(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
    }
    ExportBatch batchOf(const QStringList &inputs) const
    {
        ExportBatch batch;
        for (const QString &input : inputs)
            batch.inputs.append(input.contains(QLatin1String("://")) ? input : in(input));
        batch.folder = in(QStringLiteral("out"));
        return batch;
    }
    QStringList targetsOf(const ExportBatch &batch) const
    {
        QStringList targets;
        const auto requests = planExports(batch);
        if (!requests)
            return {requests.error().message};
        for (const ExportRequest &request : *requests) {
            for (const QString &target : request.targets())
                targets.append(QDir(batch.folder).relativeFilePath(target));
        }
        return targets;
    }

private Q_SLOTS:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        for (const char *name : {"a.mp4", "b.avi", "sub/a.mkv", "sub/A.mp4", "sub/.hidden.mp4", "sub/notes.txt",
                                 "shots/1.png", "shots/2.png", "mixed/c10.mp4", "mixed/c9.mp4", "mixed/1.jpg", "p.jpg"})
            touch(QLatin1String(name));
    }

    void targetsAreNamedAfterInputs()
    {
        ExportBatch batch = batchOf({QStringLiteral("a.mp4"), QStringLiteral("p.jpg"), QStringLiteral("shots"),
                                     QStringLiteral("rtsp://user:secret@host/x")});
        batch.formats = {QStringLiteral("csv"),  QStringLiteral("coco"),   QStringLiteral("coco-data"),
                         QStringLiteral("yolo"), QStringLiteral("frames"), QStringLiteral("crops")};
        const QStringList targets = targetsOf(batch);
        QCOMPARE(targets.mid(0, 7),
                 (QStringList{QStringLiteral("a.mp4"), QStringLiteral("a.csv"), QStringLiteral("a.coco.json"),
                              QStringLiteral("a.coco-data.json"), QStringLiteral("a.yolo"), QStringLiteral("a.frames"),
                              QStringLiteral("a.crops")}));
        QCOMPARE(targets.at(7), QStringLiteral("p.png"));
        QCOMPARE(targets.at(14), QStringLiteral("shots.mp4"));
        QVERIFY(!targets.at(21).contains(QStringLiteral("secret")));
        QCOMPARE(targets.size(), 28);
    }

    void foldersAndPatternsAreTheirVideos()
    {
        // In natural order; the pictures beside them are one sequence.
        QCOMPARE(targetsOf(batchOf({QStringLiteral("mixed")})),
                 (QStringList{QStringLiteral("c9.mp4"), QStringLiteral("c10.mp4"), QStringLiteral("mixed.mp4")}));
        QCOMPARE(targetsOf(batchOf({QStringLiteral("*.avi")})), QStringList{QStringLiteral("b.mp4")});
        QCOMPARE(targetsOf(batchOf({QStringLiteral("sub")})),
                 (QStringList{QStringLiteral("a.mp4"), QStringLiteral("A-2.mp4")}));
    }

    void shardsShareTheWorkAndTheNames()
    {
        const QStringList inputs{QStringLiteral("a.mp4"), QStringLiteral("b.avi"), QStringLiteral("sub")};
        const QStringList all = targetsOf(batchOf(inputs));
        QCOMPARE(all, (QStringList{QStringLiteral("a.mp4"), QStringLiteral("b.mp4"), QStringLiteral("a-2.mp4"),
                                   QStringLiteral("A-3.mp4")}));
        QStringList shared;
        for (int number = 1; number <= 3; ++number) {
            ExportBatch batch = batchOf(inputs);
            batch.shard = {number, 3};
            shared += targetsOf(batch);
        }
        QCOMPARE(QSet<QString>(shared.begin(), shared.end()), QSet<QString>(all.begin(), all.end()));
        QCOMPARE(shared.size(), all.size());
    }

    void refuses()
    {
        ExportBatch batch = batchOf({QStringLiteral("a.mp4")});
        batch.formats = {QStringLiteral("nonsense")};
        QVERIFY(targetsOf(batch).first().contains(QStringLiteral("nonsense")));
        batch.formats = {QStringLiteral("csv"), QStringLiteral("csv")};
        QVERIFY(!planExports(batch));
        batch.formats = {};
        batch.container.clear();
        QVERIFY(!planExports(batch));
        batch.container = QStringLiteral("txt");
        QVERIFY(!planExports(batch));
        // Into the folder of the inputs themselves.
        batch = batchOf({QStringLiteral("b.avi"), QStringLiteral("a.mp4")});
        batch.folder = m_folder->path();
        const auto requests = planExports(batch);
        QVERIFY(!requests);
        QVERIFY(requests.error().message.contains(QStringLiteral("a.mp4")));
    }

    void isDoneWhenAllIsThere()
    {
        ExportBatch batch = batchOf({QStringLiteral("a.mp4")});
        batch.formats = {QStringLiteral("yolo")};
        const ExportRequest request = planExports(batch)->front();
        QVERIFY(!isDone(request));
        touch(QStringLiteral("out/a.mp4"));
        QDir().mkpath(in(QStringLiteral("out/a.yolo")));
        QVERIFY(!isDone(request));
        touch(QStringLiteral("out/a.yolo/sightglass.json"));
        QVERIFY(isDone(request));
    }
};

QTEST_GUILESS_MAIN(ExportPlanTest)
#include "tst_exportplan.moc"
