// SPDX-License-Identifier: Apache-2.0
#include "tests/support/testcase.h"
#include "ui/dropzone.h"
#include "ui/filekinds.h"

#include <QApplication>
#include <QDropEvent>
#include <QFile>
#include <QMimeData>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QUrl>
#include <QWidget>

using namespace sightglass;

namespace
{

QString makeFile(const QTemporaryDir &folder, const QString &name, const QByteArray &content)
{
    QFile file(folder.filePath(name));
    return file.open(QIODevice::WriteOnly) && file.write(content) == content.size() ? file.fileName() : QString();
}

} // namespace

class DropZoneTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void modelsAreTold_data();
    void modelsAreTold();
    void takesOneOfEach();
    void takesAnAddressAsText();
    void addressesStayAsTheyAre();
    void saysWhyNot();
    void dropsReachTheWindow();
};

void DropZoneTest::modelsAreTold_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<bool>("model");
    QTest::newRow("ending") << QStringLiteral("a.torchscript") << QByteArray("x") << true;
    QTest::newRow("ending in capitals") << QStringLiteral("A.PT") << QByteArray("x") << true;
    QTest::newRow("onnx") << QStringLiteral("a.onnx") << QByteArray("x") << true;
    QTest::newRow("zip without ending") << QStringLiteral("weights_best") << QByteArray("PK\x03\x04rest") << true;
    QTest::newRow("video") << QStringLiteral("a.mp4") << QByteArray("....ftypisom") << false;
    QTest::newRow("empty") << QStringLiteral("empty") << QByteArray() << false;
}

void DropZoneTest::modelsAreTold()
{
    QFETCH(QString, name);
    QFETCH(QByteArray, content);
    const QTemporaryDir folder;
    QTEST(looksLikeModel(makeFile(folder, name, content)), "model");
}

void DropZoneTest::takesOneOfEach()
{
    const QTemporaryDir folder;
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(makeFile(folder, QStringLiteral("first clip.mp4"), "x")),
                  QUrl::fromLocalFile(makeFile(folder, QStringLiteral("m.pt"), "x")),
                  QUrl::fromLocalFile(makeFile(folder, QStringLiteral("second.mp4"), "x"))});
    const DroppedFiles dropped = droppedFiles(data);
    QCOMPARE(dropped.sentence(), QStringLiteral("Open first clip.mp4 and load the model m.pt"));
    QVERIFY(dropped.isWelcome());
    QCOMPARE(*dropped.model, folder.filePath(QStringLiteral("m.pt")));
    QCOMPARE(dropped.source->location, folder.filePath(QStringLiteral("first clip.mp4")));
    QVERIFY(dropped.source->kind == SourceKind::VideoFile);
}

void DropZoneTest::takesAnAddressAsText()
{
    QMimeData data;
    data.setText(QStringLiteral(" rtsp://camera.example/1\n"));
    const DroppedFiles dropped = droppedFiles(data);
    QVERIFY(!dropped.model);
    QVERIFY(dropped.source->kind == SourceKind::Url);
    QCOMPARE(dropped.source->location, QStringLiteral("rtsp://camera.example/1"));
    QVERIFY(droppedFiles(QMimeData()).isEmpty());
}

void DropZoneTest::addressesStayAsTheyAre()
{
    QMimeData data;
    data.setUrls({QUrl(QStringLiteral("http://camera.example/a%20!%20filesink%20location=b"))});
    const DroppedFiles dropped = droppedFiles(data);
    QVERIFY(!dropped.refused);
    QVERIFY(dropped.source->kind == SourceKind::Url);
    QCOMPARE(dropped.source->location, QStringLiteral("http://camera.example/a%20!%20filesink%20location=b"));
}

void DropZoneTest::saysWhyNot()
{
    QMimeData data;
    data.setText(QStringLiteral("videotestsrc ! filesink location=b"));
    QVERIFY(droppedFiles(data).refused);
    QVERIFY(!droppedFiles(data).isWelcome());
    QCOMPARE(droppedFiles(data).sentence(), droppedFiles(data).refused->message);
    QVERIFY(!droppedFiles(data).source);
    // One good line is enough.
    data.setText(QStringLiteral("a camera:\nrtsp://camera.example/1\n"));
    QVERIFY(!droppedFiles(data).refused);
    QCOMPARE(droppedFiles(data).source->location, QStringLiteral("rtsp://camera.example/1"));
}

void DropZoneTest::dropsReachTheWindow()
{
    QWidget window;
    const DropZone zone(&window);
    QSignalSpy sources(&zone, &DropZone::sourcesDropped);
    QSignalSpy models(&zone, &DropZone::modelDropped);
    const QTemporaryDir folder;
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(makeFile(folder, QStringLiteral("m.onnx"), "x"))});
    QDragEnterEvent enter(QPoint(5, 5), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QSignalSpy hovered(&zone, &DropZone::hovered);
    QApplication::sendEvent(&window, &enter);
    QVERIFY(enter.isAccepted());
    QCOMPARE(hovered.last().at(0).toString(), QStringLiteral("Load the model m.onnx"));
    QVERIFY(hovered.last().at(1).toBool());
    QDropEvent drop(QPointF(5, 5), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(&window, &drop);
    QVERIFY(drop.isAccepted());
    QCOMPARE(hovered.last().at(0).toString(), QString());
    QCOMPARE(models.size(), 1);
    QCOMPARE(sources.size(), 0);
}

QTEST_MAIN(DropZoneTest)
#include "tst_dropzone.moc"
