// SPDX-License-Identifier: Apache-2.0
#include "tests/support/testcase.h"
#include "tests/ui/windowfixture.h"
#include "ui/docks/sourcespanel.h"
#include "ui/dockset.h"
#include "ui/thumbnails.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QPixmap>
#include <QPushButton>
#include <QTemporaryDir>

using namespace sightglass;

namespace
{

Frame frameOf(cv::Size size, const cv::Scalar &colour)
{
    Frame frame;
    frame.image = cv::Mat(size, CV_8UC3, colour);
    return frame;
}

struct Fixture
{
    QTemporaryDir temporary;
    QString folder = temporary.filePath(QStringLiteral("kept"));
    Thumbnails thumbnails{folder};
    SourceSpec clip{SourceKind::VideoFile, QStringLiteral("/clips/a.mp4")};
};

} // namespace

class ThumbnailsTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void keepsThePictureOfAFile()
    {
        Fixture f;
        QVERIFY(f.thumbnails.of(f.clip).isNull());
        f.thumbnails.keep(f.clip, frameOf({640, 480}, {0, 0, 255}));
        f.thumbnails.keep(f.clip, frameOf({640, 480}, {255, 0, 0}));
        const QIcon icon = f.thumbnails.of(f.clip);
        QVERIFY(!icon.isNull());
        const QImage picture = icon.pixmap(Thumbnails::size).toImage();
        const QColor centre = picture.pixelColor(picture.rect().center());
        QVERIFY2(centre.blue() > 240 && centre.red() < 15, qPrintable(centre.name()));
        QVERIFY(Thumbnails(f.folder).of(f.clip).actualSize(QSize(800, 800)).height() <= 2 * Thumbnails::size.height());
    }

    void nobodyElseReadsThem()
    {
        Fixture f;
        f.thumbnails.keep(f.clip, frameOf({64, 48}, {0, 0, 255}));
        const QDir folder(f.folder);
        const QStringList names = folder.entryList(QDir::Files);
        QCOMPARE(names.size(), 1);
        constexpr QFile::Permissions others = QFile::ReadGroup | QFile::ReadOther | QFile::ExeGroup | QFile::ExeOther;
        QVERIFY(!(QFileInfo(folder.filePath(names.first())).permissions() & others));
        QVERIFY(!(QFileInfo(f.folder).permissions() & others));
        QVERIFY(!names.first().contains(QLatin1String("a.mp4")));
    }

    void camerasAndStreamsAreNotKept()
    {
        Fixture f;
        for (const SourceKind kind : {SourceKind::Camera, SourceKind::Url, SourceKind::GStreamer}) {
            const SourceSpec source{kind, QStringLiteral("somewhere")};
            f.thumbnails.keep(source, frameOf({64, 48}, {0, 0, 255}));
            QVERIFY(f.thumbnails.of(source).isNull());
        }
        QVERIFY(!QFileInfo::exists(f.folder));
    }

    void thoseOfOthersGo()
    {
        Fixture f;
        const SourceSpec other{SourceKind::Image, QStringLiteral("/pictures/b.png")};
        f.thumbnails.keep(f.clip, frameOf({64, 48}, {0, 0, 255}));
        f.thumbnails.keep(other, frameOf({64, 48}, {0, 0, 255}));
        f.thumbnails.retain({other});
        QVERIFY(f.thumbnails.of(f.clip).isNull());
        QVERIFY(!f.thumbnails.of(other).isNull());
    }

    void damagedOnesAreNotThere()
    {
        Fixture f;
        f.thumbnails.keep(f.clip, frameOf({64, 48}, {0, 0, 255}));
        QFile file(QDir(f.folder).filePath(QDir(f.folder).entryList(QDir::Files).first()));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("no picture");
        file.close();
        QVERIFY(f.thumbnails.of(f.clip).isNull());
    }

    void aWindowKeepsOneOfWhatItShows()
    {
        test::WindowFixture window;
        const QDir folder(window.path(QStringLiteral("thumbnails")));
        window.open();
        QTRY_COMPARE(folder.entryList(QDir::Files).size(), 1);
        window.trigger("play-pause");
        QTRY_VERIFY(window.isIdle());
        window.pipeline().lane().seek(0);
        QTRY_COMPARE(window.pipeline().lane().presentation().frame.id.index, 0);
        // The same frame with other boxes is no other picture.
        QFile kept(folder.filePath(folder.entryList(QDir::Files).first()));
        QVERIFY(kept.remove());
        Thresholds thresholds = window.pipeline().lane().thresholds();
        for (const float confidence : {0.1f, 0.6f, 0.95f}) {
            thresholds.confidence = confidence;
            window.window().setThresholds(thresholds);
        }
        QVERIFY(!kept.exists());
        // From further on it is a better one.
        window.pipeline().lane().seek(200);
        QTRY_VERIFY(kept.exists());
        window.trigger("close-source");
        bool isOffered = false;
        for (const QPushButton *button : window.window().findChildren<QPushButton *>())
            isOffered = isOffered || (button->isVisible() && button->iconSize() == Thumbnails::size);
        QVERIFY(isOffered);
    }

    void forgottenOnesAreGone()
    {
        test::WindowFixture window;
        const QDir folder(window.path(QStringLiteral("thumbnails")));
        window.open();
        QTRY_COMPARE(folder.entryList(QDir::Files).size(), 1);
        Q_EMIT window.window().docks().sources->forgetAllRequested();
        QCOMPARE(folder.entryList(QDir::Files).size(), 0);
        QVERIFY(window.window().settings().source.recent.isEmpty());
    }

    void oneOfAnEightKFrameIsQuick()
    {
        Fixture f;
        const Frame large = frameOf({7680, 4320}, {0, 255, 0});
        f.thumbnails.keep(f.clip, large);
        QElapsedTimer clock;
        clock.start();
        for (int i = 0; i < 5; ++i)
            f.thumbnails.keep(f.clip, large);
        QVERIFY2(clock.elapsed() / 5 < 50, qPrintable(QString::number(clock.elapsed())));
    }
};

QTEST_MAIN(ThumbnailsTest)
#include "tst_thumbnails.moc"
