// SPDX-License-Identifier: Apache-2.0
#include "core/export/detectionwriter.h"
#include "tests/support/testcase.h"

#include <QLocale>
#include <QTemporaryDir>

#include <clocale>

using namespace sightglass;

class DetectionWriterTest : public test::TestCase
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    QString m_path = m_folder.filePath(QStringLiteral("list.csv"));

    QByteArray content() const
    {
        QFile file(m_path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

private Q_SLOTS:
    void listsDetections()
    {
        Candidates candidates;
        candidates.classNames = std::make_shared<const QStringList>(QStringList{
            QStringLiteral("person"), QStringLiteral("car, \"red\""), QString(), QStringLiteral("Stra\u00dfe")});
        Frame frame;
        frame.id.index = 7;
        frame.pts = 7 * 1001;
        frame.timeBase = {1, 30000};
        DetectionWriter writer(m_path, m_path, *detectionFormat(QStringLiteral("list.csv")));
        QVERIFY(writer.open());
        QVERIFY(writer.write(frame, candidates,
                             {{{10.f, 20.5f, 30.25f, 40.126f}, 0, 0.91234f}, {{-3.f, 0.f, 1e6f, 1.f}, 1, 1.f}}));
        frame.id.index = 8;
        frame.pts = 8 * 1001;
        QVERIFY(writer.write(frame, candidates, {}));
        frame.id.index = 1000000;
        frame.pts = 0;
        QVERIFY(writer.write(frame, candidates, {{{0.f, 0.f, 0.f, 0.f}, 2, 0.f}, {{0.f, 0.f, 1.f, 1.f}, 3, 0.5f}}));
        QVERIFY(writer.finish());
        // 7 * 1001 / 30000 = 0.2335666...
        QCOMPARE(content(), QByteArray("frame,time,class_id,class,score,x,y,width,height\n"
                                       "7,0.233567,0,person,0.9123,10.00,20.50,30.25,40.13\n"
                                       "7,0.233567,1,\"car, \"\"red\"\"\",1.0000,-3.00,0.00,1000000.00,1.00\n"
                                       "1000000,0.000000,2,class 2,0.0000,0.00,0.00,0.00,0.00\n"
                                       "1000000,0.000000,3,Stra\xc3\x9f"
                                       "e,0.5000,0.00,0.00,1.00,1.00\n"));
    }

    void isTheSameUnderEveryLocale()
    {
        const QLocale before;
        QLocale::setDefault(QLocale(QLocale::German));
        const QByteArray old = std::setlocale(LC_NUMERIC, nullptr);
        std::setlocale(LC_NUMERIC, "de_DE.UTF-8");
        DetectionWriter writer(m_path, m_path, *detectionFormat(QStringLiteral("list.csv")));
        const bool opened = writer.open().ok();
        const bool written = writer.write({}, {}, {{{1.5f, 2.5f, 3.5f, 4.5f}, 12345, 0.5f}}).ok();
        const bool finished = writer.finish().ok();
        std::setlocale(LC_NUMERIC, old.constData());
        QLocale::setDefault(before);
        QVERIFY(opened && written && finished);
        QCOMPARE(content().split('\n').at(1), QByteArray("-1,0.000000,12345,class 12345,0.5000,1.50,2.50,3.50,4.50"));
    }

    void writesManyLines()
    {
        DetectionWriter writer(m_path, m_path, *detectionFormat(QStringLiteral("list.csv")));
        QVERIFY(writer.open());
        const Detections detections(300, {{1.f, 2.f, 3.f, 4.f}, 0, 0.5f});
        Frame frame;
        for (frame.id.index = 0; frame.id.index < 100; ++frame.id.index)
            QVERIFY(writer.write(frame, {}, detections));
        QVERIFY(writer.finish());
        const auto lines = content().split('\n');
        QCOMPARE(lines.size(), 1 + 100 * 300 + 1);
        QVERIFY(lines.at(30000).startsWith("99,"));
    }

    void saysThatTheDiskIsFull()
    {
        if (!QFile::exists(QStringLiteral("/dev/full")))
            QSKIP("No /dev/full here");
        DetectionWriter writer(QStringLiteral("/dev/full"), QStringLiteral("list.csv"),
                               *detectionFormat(QStringLiteral("list.csv")));
        QVERIFY(writer.open());
        const auto finished = writer.finish();
        QVERIFY(!finished);
        QCOMPARE(finished.error().message, QStringLiteral("The disk is full: list.csv could not be written."));
    }
};

QTEST_GUILESS_MAIN(DetectionWriterTest)
#include "tst_detectionwriter.moc"
