// SPDX-License-Identifier: Apache-2.0
#include "core/export/exporter.h"
#include "tests/support/synthetic.h"
#include "tests/support/testcase.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QImage>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

#include <cmath>

using namespace sightglass;

/// What an export writes beside the video: several lists at once, folders, pictures, crops, and what made them.
class ExportResultsTest : public test::TestCase
{
    Q_OBJECT

private:
    static constexpr int frames = 12;

    std::unique_ptr<QTemporaryDir> m_folder;
    std::shared_ptr<test::SyntheticModel> m_model;

    QString in(const char *name) const { return m_folder->filePath(QLatin1String(name)); }
    QStringList listed(const char *folder) const
    {
        return QDir(in(folder)).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot, QDir::Name);
    }
    static QByteArray get(const QString &path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(none)");
    }
    static void put(const QString &path, const QByteArray &bytes)
    {
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
    }
    ExportRequest request() const
    {
        ExportRequest request;
        request.source.location = in("source.mp4");
        request.model.location = QStringLiteral("synthetic");
        request.thresholds.confidence = 0.1f;
        return request;
    }
    Result<ExportSummary> run(const ExportRequest &request) const
    {
        return Exporter(test::SyntheticSource::factory({.size = {320, 192}, .frames = frames}),
                        test::SyntheticDetector::factory(m_model))
            .run(request, {});
    }

private Q_SLOTS:
    void init()
    {
        TestCase::init();
        m_folder = std::make_unique<QTemporaryDir>();
        m_model = std::make_shared<test::SyntheticModel>();
        put(in("source.mp4"), "the source's bytes");
    }

    void severalListsComeFromOneRun()
    {
        ExportRequest wanted = request();
        wanted.videoPath = in("out.mp4");
        wanted.results = {
            {in("out.csv"), {}}, {in("out.json"), QStringLiteral("coco-data")}, {in("labels"), QStringLiteral("yolo")}};
        const auto summary = run(wanted);
        QVERIFY2(summary, summary ? "" : qPrintable(summary.error().toText()));
        QCOMPARE(summary->targets, wanted.targets());
        QCOMPARE(listed("."), (QStringList{QStringLiteral("labels"), QStringLiteral("out.csv"),
                                           QStringLiteral("out.csv.sightglass.json"), QStringLiteral("out.json"),
                                           QStringLiteral("out.json.sightglass.json"), QStringLiteral("out.mp4"),
                                           QStringLiteral("source.mp4")}));
        QCOMPARE(listed("labels/labels").size(), frames);
        const auto rows = static_cast<std::uint64_t>(get(in("out.csv")).count('\n') - 1);
        QCOMPARE(rows, summary->detections);
        const QJsonObject set = QJsonDocument::fromJson(get(in("out.json"))).object();
        QCOMPARE(set[QStringLiteral("images")].toArray().size(), frames);
        QCOMPARE(static_cast<std::uint64_t>(set[QStringLiteral("annotations")].toArray().size()), summary->detections);
        std::uint64_t labels = 0;
        for (const QString &name : listed("labels/labels"))
            labels += static_cast<std::uint64_t>(get(in("labels/labels/") + name).count('\n'));
        QCOMPARE(labels, summary->detections);
    }

    void sidecarsTellWhatMadeResults()
    {
        ExportRequest wanted = request();
        wanted.range = {2, 7};
        wanted.thresholds.classes[1].confidence = 0.3f;
        wanted.shownClasses = {QStringLiteral("zero"), QStringLiteral("one")};
        wanted.results = {{in("out.csv"), {}}, {in("labels"), QStringLiteral("yolo")}};
        QVERIFY(run(wanted));
        const QJsonObject list = QJsonDocument::fromJson(get(in("out.csv.sightglass.json"))).object();
        QCOMPARE(list[QStringLiteral("results")].toObject(),
                 (QJsonObject{{QStringLiteral("file"), QStringLiteral("out.csv")},
                              {QStringLiteral("format"), QStringLiteral("csv")}}));
        const QJsonObject source = list[QStringLiteral("source")].toObject();
        QCOMPARE(source[QStringLiteral("width")].toInt(), 320);
        const QByteArray hash = QCryptographicHash::hash("the source's bytes", QCryptographicHash::Sha256).toHex();
        QCOMPARE(source[QStringLiteral("sha256")].toString(), QString::fromLatin1(hash));
        QCOMPARE(source[QStringLiteral("bytes")].toInt(), 18);
        QCOMPARE(list[QStringLiteral("model")].toObject()[QStringLiteral("name")].toString(),
                 QStringLiteral("Synthetic"));
        QCOMPARE(list[QStringLiteral("thresholds")].toObject()[QStringLiteral("confidence")].toDouble(), 0.1);
        QCOMPARE(list[QStringLiteral("thresholds")]
                     .toObject()[QStringLiteral("classes")]
                     .toArray()
                     .at(0)
                     .toObject()[QStringLiteral("confidence")]
                     .toDouble(),
                 0.3);
        QCOMPARE(list[QStringLiteral("thresholds")].toObject()[QStringLiteral("chosen")].toArray(),
                 (QJsonArray{QStringLiteral("zero"), QStringLiteral("one")}));
        QCOMPARE(list[QStringLiteral("range")].toObject(),
                 (QJsonObject{{QStringLiteral("first"), 2}, {QStringLiteral("last"), 7}}));
        QCOMPARE(list[QStringLiteral("frames")].toObject()[QStringLiteral("written")].toInt(), 6);
        QVERIFY(QDateTime::fromString(list[QStringLiteral("made")].toString(), Qt::ISODate).isValid());
        const QJsonObject folder = QJsonDocument::fromJson(get(in("labels/sightglass.json"))).object();
        QCOMPARE(folder[QStringLiteral("results")].toObject()[QStringLiteral("format")].toString(),
                 QStringLiteral("yolo"));
    }

    void picturesAreThoseAskedFor()
    {
        ExportRequest wanted = request();
        wanted.pictures = {in("frames"), 5, false, false};
        QVERIFY(run(wanted));
        QCOMPARE(listed("frames"),
                 (QStringList{QStringLiteral("sightglass.json"), QStringLiteral("synthetic-000000.png"),
                              QStringLiteral("synthetic-000005.png"), QStringLiteral("synthetic-000010.png")}));
        QCOMPARE(QImage(in("frames/synthetic-000005.png")).size(), QSize(320, 192));
        wanted.pictures = {in("drawn"), 5, false, true};
        QVERIFY(run(wanted));
        QVERIFY(QImage(in("drawn/synthetic-000005.png")) != QImage(in("frames/synthetic-000005.png")));
        // Nothing is found: nothing is kept.
        wanted.pictures = {in("none"), 1, true, true};
        wanted.thresholds.confidence = 1.f;
        QVERIFY(run(wanted));
        QCOMPARE(listed("none"), QStringList{QStringLiteral("sightglass.json")});
    }

    void cropsAreCutOutByClass()
    {
        ExportRequest wanted = request();
        wanted.crops.path = in("crops");
        wanted.results = {{in("out.ndjson"), {}}};
        const auto summary = run(wanted);
        QVERIFY(summary);
        QStringList pictures;
        for (const QString &name : listed("crops")) {
            if (name != QLatin1String("sightglass.json"))
                for (const QString &picture : QDir(in("crops/") + name).entryList(QDir::Files))
                    pictures.append(name + QLatin1Char('/') + picture);
        }
        QCOMPARE(static_cast<std::uint64_t>(pictures.size()), summary->detections);
        // Each has the size of its box, to the whole pixels that it touches.
        const QJsonObject first = QJsonDocument::fromJson(get(in("out.ndjson")).split('\n').first()).object();
        const QJsonObject best = first[QStringLiteral("detections")].toArray().at(0).toObject();
        const QJsonArray box = best[QStringLiteral("box")].toArray();
        const QString path =
            QStringLiteral("%1/%2/synthetic-000000-1.png").arg(in("crops"), best[QStringLiteral("class")].toString());
        const QImage crop(path);
        QVERIFY(!crop.isNull());
        const auto along = [&box](int at) {
            return static_cast<int>(std::ceil(box[at].toDouble() + box[at + 2].toDouble()) -
                                    std::floor(box[at].toDouble()));
        };
        QCOMPARE(crop.size(), QSize(along(0), along(1)));
        wanted = request();
        wanted.crops = {in("large"), 0.0, 100000};
        QVERIFY(run(wanted));
        QCOMPARE(listed("large"), QStringList{QStringLiteral("sightglass.json")});
    }

    void foldersOfOthersAreNeverReplaced()
    {
        ExportRequest wanted = request();
        wanted.results = {{in("labels"), QStringLiteral("yolo")}};
        QVERIFY(run(wanted));
        const auto again = run(wanted);
        QVERIFY(!again);
        QVERIFY(again.error().message.contains(QStringLiteral("exists")));
        wanted.overwrite = true;
        put(in("labels/old"), "old");
        QVERIFY(run(wanted));
        QVERIFY(!QFileInfo::exists(in("labels/old")));

        QVERIFY(QDir().mkdir(in("mine")));
        put(in("mine/thesis.txt"), "years of work");
        wanted.results = {{in("mine"), QStringLiteral("yolo")}};
        const auto refused = run(wanted);
        QVERIFY(!refused);
        QVERIFY(refused.error().message.contains(QStringLiteral("no export has made")));
        QCOMPARE(get(in("mine/thesis.txt")), QByteArray("years of work"));
        // One that holds what is read, though an export made it.
        put(in("labels/clip.mp4"), "x");
        wanted.results = {{in("labels"), QStringLiteral("yolo")}};
        for (const char *read : {"labels/clip.mp4", "labels/*.mp4", "labels"}) {
            wanted.source.location = in(read);
            const auto eating = run(wanted);
            QVERIFY(!eating);
            QVERIFY(eating.error().message.contains(QStringLiteral("is what is being read")));
            QVERIFY(QFileInfo::exists(in("labels/clip.mp4")));
        }
    }

    void targetsLieApart()
    {
        ExportRequest wanted = request();
        wanted.results = {{in("out.csv"), {}}, {in("./out.csv"), {}}};
        QVERIFY(!run(wanted));
        QVERIFY(QDir().mkdir(in("labels")));
        wanted.results = {{in("labels"), QStringLiteral("yolo")}, {in("labels/out.csv"), {}}};
        const auto inside = run(wanted);
        QVERIFY(!inside);
        QVERIFY(inside.error().message.contains(QStringLiteral("out.csv")));
        QVERIFY(listed("labels").isEmpty());
    }

    void leavesNothingWhenCancelled()
    {
        ExportRequest wanted = request();
        wanted.results = {{in("out.csv"), {}}, {in("labels"), QStringLiteral("voc")}};
        wanted.crops.path = in("crops");
        Exporter exporter(test::SyntheticSource::factory({.size = {320, 192}, .frames = 100000}),
                          test::SyntheticDetector::factory(m_model));
        const auto summary = exporter.run(wanted, [&exporter](const ExportProgress &progress) {
            if (progress.written > 3)
                exporter.cancel();
        });
        QVERIFY(!summary);
        QVERIFY(exporter.wasCancelled());
        QCOMPARE(listed("."), QStringList{QStringLiteral("source.mp4")});
    }
};

QTEST_MAIN(ExportResultsTest)
#include "tst_exportresults.moc"
