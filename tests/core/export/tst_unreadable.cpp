// SPDX-License-Identifier: Apache-2.0
#include "core/export/exporter.h"
#include "tests/core/media/madeclip.h"

#include <QGuiApplication>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

#include <opencv2/imgcodecs.hpp>

using namespace sightglass;

/// What a damaged or cut source could not give is counted and named.
class UnreadableTest : public test::TestCase
{
    Q_OBJECT

private:
    const QTemporaryDir m_folder;

    QString in(const char *name) const { return m_folder.filePath(QString::fromUtf8(name)); }
    Result<ExportSummary> exported(const QString &source, const QString &list, const FrameRange &range = {}) const
    {
        ExportRequest request;
        request.source = SourceSpec::fromPath(source);
        request.results = {{list, {}}};
        request.overwrite = true;
        request.range = range;
        return Exporter(makeFrameSource, {}).run(request, {});
    }

private Q_SLOTS:
    void countsDamagedFrames()
    {
        SIGHTGLASS_TESTDATA(clip, QStringLiteral("wild/damaged/dmg.mp4"));
        const auto summary = exported(clip, in("damaged.csv"));
        QVERIFY2(summary, summary ? "" : qPrintable(summary.error().toText()));
        QCOMPARE(summary->written, 190u);
        QCOMPARE(summary->unreadable.count(), 60u);
        QCOMPARE(summary->unreadable.first().value(), 99);
        QCOMPARE(summary->unreadableText(),
                 QStringLiteral("Unreadable: 60 of 250 frames, which are damaged or missing in dmg.mp4; the first is "
                                "frame 99"));
        QVERIFY(summary->toText().contains(summary->unreadableText()));
        const QJsonObject json = QJsonDocument::fromJson(summary->toJson()).object();
        QCOMPARE(json[QStringLiteral("unreadable")].toInt(), 60);
        QCOMPARE(json[QStringLiteral("first_unreadable")].toInt(), 99);
        const auto whole = exported(clip, in("part.csv"), {0, 98});
        QVERIFY(whole && whole->unreadable.isEmpty());
        QVERIFY(QJsonDocument::fromJson(whole->toJson()).object()[QStringLiteral("first_unreadable")].isNull());
    }

    void countsWhatWasCutOff_data()
    {
        QTest::addColumn<QByteArray>("encoder");
        QTest::addColumn<QString>("ending");
        QTest::newRow("MP4") << QByteArray("-c:v libx264 -movflags faststart") << QStringLiteral("mp4");
        QTest::newRow("MOV") << QByteArray("-c:v mjpeg -movflags faststart") << QStringLiteral("mov");
        QTest::newRow("Matroska") << QByteArray("-c:v libx264") << QStringLiteral("mkv");
        QTest::newRow("WebM") << QByteArray("-c:v libvpx -cpu-used 8") << QStringLiteral("webm");
        QTest::newRow("AVI") << QByteArray("-c:v mpeg4") << QStringLiteral("avi");
        QTest::newRow("FLV") << QByteArray("-c:v libx264") << QStringLiteral("flv");
    }

    void countsWhatWasCutOff()
    {
        QFETCH(QByteArray, encoder);
        QFETCH(QString, ending);
        SIGHTGLASS_NEEDS_FFMPEG();
        const QString whole = in("whole.") + ending;
        const QString cut = in("cut.") + ending;
        QVERIFY(
            test::makeClip(QByteArray("-f lavfi -i testsrc2=size=160x120:rate=25 -frames:v 100 ") + encoder, whole));
        const auto complete = exported(whole, in("whole.csv"));
        QVERIFY2(complete, complete ? "" : qPrintable(complete.error().toText()));
        QCOMPARE(complete->written, 100u);
        QVERIFY(complete->unreadable.isEmpty());
        const QByteArray content = test::contentOf(whole);
        QVERIFY(test::write(cut, content.left(content.size() * 2 / 3)));
        const auto summary = exported(cut, in("cut.csv"));
        QVERIFY2(summary, summary ? "" : qPrintable(summary.error().toText()));
        QVERIFY(summary->written > 20 && summary->written < 90);
        const auto all = static_cast<qint64>(summary->written + summary->unreadable.count());
        QVERIFY2(std::abs(all - 100) <= 2, qPrintable(QString::number(all)));
        QVERIFY(summary->unreadable.first().value() <= static_cast<std::int64_t>(summary->written));
    }

    void namesPictures()
    {
        SIGHTGLASS_TESTDATA(folder, QStringLiteral("wild/pictures/folder"));
        const auto summary = exported(folder, in("pictures.ndjson"));
        QVERIFY2(summary, summary ? "" : qPrintable(summary.error().toText()));
        QCOMPARE(summary->written, 2u);
        QCOMPARE(summary->unreadableText(), QStringLiteral("Unreadable: 1 of 3 pictures in folder: b.png"));
        const QJsonObject json = QJsonDocument::fromJson(summary->toJson()).object();
        QCOMPARE(json[QStringLiteral("unreadable_files")].toArray(), QJsonArray{QStringLiteral("b.png")});
        const QList<QByteArray> lines = test::contentOf(in("pictures.ndjson")).trimmed().split('\n');
        QCOMPARE(lines.size(), 2);
        QCOMPARE(QJsonDocument::fromJson(lines[0]).object()[QStringLiteral("file")].toString(),
                 QStringLiteral("a.jpg"));
        QCOMPARE(QJsonDocument::fromJson(lines[1]).object()[QStringLiteral("file")].toString(),
                 QStringLiteral("c.jpg"));
    }

    /// Names that a table has to quote, and more of them than a sentence holds.
    void namesManyPictures()
    {
        const QTemporaryDir folder;
        for (const char *name : {"1.png", "2, two.png", "3.png", "4.png", "5.png", "6.png", "7.png"})
            QVERIFY(test::write(folder.filePath(QString::fromUtf8(name)), "no picture"));
        std::vector<uchar> png;
        QVERIFY(cv::imencode(".png", cv::Mat(8, 8, CV_8UC3, cv::Scalar::all(9)), png));
        QVERIFY(test::write(folder.filePath(QStringLiteral("4.png")),
                            {reinterpret_cast<const char *>(png.data()), static_cast<qsizetype>(png.size())}));
        const auto summary = exported(folder.path(), in("many.csv"));
        QVERIFY2(summary, summary ? "" : qPrintable(summary.error().toText()));
        QCOMPARE(summary->unreadable.count(), 6u);
        QVERIFY2(summary->unreadableText().endsWith(QStringLiteral(": 1.png, 2, two.png, 3.png, 5.png, 6.png, ...")),
                 qPrintable(summary->unreadableText()));
        QVERIFY(test::contentOf(in("many.csv")).startsWith("frame,time,class_id,class,score,x,y,width,height,file\n"));
    }
};

int main(int argc, char **argv)
{
    const QGuiApplication application(argc, argv);
    UnreadableTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_unreadable.moc"
