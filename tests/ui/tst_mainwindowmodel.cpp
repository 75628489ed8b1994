// SPDX-License-Identifier: Apache-2.0
#include "core/inference/sidecar.h"
#include "tests/support/testcase.h"
#include "tests/ui/modelfixture.h"
#include "ui/docks/classnamesedit.h"
#include "ui/docks/messagespanel.h"
#include "ui/docks/modelpanel.h"
#include "ui/dockset.h"
#include "ui/widgets/choicefield.h"
#include "ui/widgets/section.h"

#include <QComboBox>
#include <QDir>
#include <QDockWidget>
#include <QDoubleSpinBox>
#include <QDropEvent>
#include <QFile>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSpinBox>
#include <QToolButton>
#include <QUrl>

#include <algorithm>

using namespace sightglass;
using test::drop;
using test::ModelFixture;
using test::write;

class MainWindowModelTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void editsShowOnThePicture();
    void editsTypedQuicklyAreOneLoad();
    void editsAreOfOneModelAlone();
    void fieldsAreResetOneByOne();
    void namesComeFromAFile();
    void nonsenseIsToldAndNotTried();
    void savesBesideTheModel();
    void realModelIsAdjustedAndSaved();
    void otherFileIsAskedFor();
    void failingSaveIsTold();
    void revertTakesBackWhatIsNotSaved();
    void failingEditKeepsTheModel();
    void editsMadeWhileLoadingStay();
    void bothReadingsCanBeChosen();
    void devicesAreSwitchedLive();
    void builtInModelsAreNotAdjusted();

private:
    QTemporaryDir m_home;
};

void MainWindowModelTest::initTestCase()
{
    // What lies elsewhere, as all files of these tests do, is not the user's own.
    qputenv("HOME", m_home.path().toLocal8Bit());
}

void MainWindowModelTest::editsShowOnThePicture()
{
    ModelFixture f;
    f.open();
    QTRY_VERIFY(f.window.isOnDisplay(2));
    QTRY_VERIFY(f.window.pixelsOf(0) > 20);

    auto *names = f.find<ClassNamesEdit>("adjustClasses")->findChild<QPlainTextEdit *>();
    QCOMPARE(names->toPlainText(), QStringLiteral("zero\none\ntwo"));
    names->setPlainText(QStringLiteral("cat\n\ndog\n\n"));
    QTRY_COMPARE(f.inUse().classNames ? *f.inUse().classNames : QStringList(),
                 (QStringList{QStringLiteral("cat"), QString(), QStringLiteral("dog")}));
    // A class keeps its colour by its place in the model, unless the user has one for the new name.
    const auto pixelsOf = [&f](const QColor &colour) {
        return test::countPixels(f.window.window().view().grab().toImage(), colour);
    };
    QVERIFY(f.window.pixelsOf(0) > 20);
    OverlayStyle style = f.window.window().settings().tuning.style;
    style.colours.insert(QStringLiteral("cat"), QColor(7, 99, 201));
    f.window.window().setOverlayStyle(style);
    QTRY_VERIFY(pixelsOf(QColor(7, 99, 201)) > 20);
    QCOMPARE(f.window.pixelsOf(0), 0);
    QVERIFY(f.window.pipeline().model().request().overrides->classNames.has_value());
    QVERIFY(f.shows(QStringLiteral("not saved")));

    // The advised threshold moves the slider too: three candidates of 0.9, 0.5 and 0.1.
    auto *confidence = f.find<QDoubleSpinBox>("adjustConfidence");
    QCOMPARE(confidence->value(), 0.25);
    confidence->setValue(0.6);
    QTRY_VERIFY(f.window.isOnDisplay(1));
    QCOMPARE(f.window.pipeline().lane().thresholds().confidence, 0.6f);
    QCOMPARE(f.inUse().overrides.classNames->size(), 3);
    // Told when the model came, and not with each edit.
    QCOMPARE(f.window.window().docks().messages->count(), 1);
}

void MainWindowModelTest::editsTypedQuicklyAreOneLoad()
{
    ModelFixture f;
    f.open();
    QTRY_COMPARE(f.inUse().location, f.location);
    while (f.model->loads.try_acquire()) {
    }
    auto *name = f.find<QLineEdit>("adjustName");
    name->setFocus();
    name->selectAll();
    QTest::keyClicks(name, QStringLiteral("Traffic"));
    QTRY_COMPARE(f.inUse().name, QStringLiteral("Traffic"));
    QVERIFY(f.model->loads.try_acquire());
    QVERIFY(!f.model->loads.try_acquire());
    QVERIFY(f.shows(QStringLiteral("Traffic")));
}

void MainWindowModelTest::editsAreOfOneModelAlone()
{
    ModelFixture f;
    f.open();
    QTRY_COMPARE(f.inUse().location, f.location);
    f.turnToBgr();
    // Neither another model nor the next start takes over what was said of this one.
    const QString other = f.window.path(QStringLiteral("other.onnx"));
    write(other, "an empty one");
    drop(f.window.window(), other);
    QTRY_COMPARE(f.inUse().location, other);
    QVERIFY(f.inUse().overrides.isEmpty());
    QVERIFY(!f.window.pipeline().model().request().overrides);
    QVERIFY(!f.shows(QStringLiteral("not saved")));
    QVERIFY(!f.window.window().settings().model.request.overrides);
}

void MainWindowModelTest::fieldsAreResetOneByOne()
{
    ModelFixture f;
    f.open();
    QTRY_COMPARE(f.inUse().location, f.location);
    auto *reset = f.find<QToolButton>("adjustChannelsReset");
    QVERIFY(!reset->isVisibleTo(f.panel()));
    f.turnToBgr();
    f.find<QDoubleSpinBox>("adjustConfidence")->setValue(0.4);
    QTRY_COMPARE(f.inUse().defaultConfidence, 0.4f);
    QVERIFY(reset->isVisibleTo(f.panel()));
    QCOMPARE(f.find<QComboBox>("adjustChannels")->accessibleDescription(), QStringLiteral("adjusted"));
    reset->click();
    QTRY_VERIFY(f.inUse().input.order == ChannelOrder::Rgb);
    QVERIFY(!f.inUse().overrides.channelOrder);
    QCOMPARE(f.inUse().overrides.confidence, std::optional<float>(0.4f));
    QVERIFY(!reset->isVisibleTo(f.panel()));
    QCOMPARE(f.find<QComboBox>("adjustChannels")->currentData().toInt(), static_cast<int>(ChannelOrder::Rgb));
}

void MainWindowModelTest::namesComeFromAFile()
{
    ModelFixture f;
    f.open();
    QTRY_COMPARE(f.inUse().location, f.location);
    const QString list = f.window.path(QStringLiteral("list.names"));
    write(list, "fish\r\nbird\r\n");
    auto *names = f.find<ClassNamesEdit>("adjustClasses");
    names->loadFile(list);
    QTRY_COMPARE(*f.inUse().classNames, (QStringList{QStringLiteral("fish"), QStringLiteral("bird")}));
    write(list, QByteArray("\0\1\2", 3));
    names->loadFile(list);
    QVERIFY(f.shows(QStringLiteral("list.names is no list of names.")));
    QCOMPARE(names->names().size(), 2);
}

void MainWindowModelTest::nonsenseIsToldAndNotTried()
{
    ModelFixture f;
    f.open();
    QTRY_COMPARE(f.inUse().location, f.location);
    auto *mean = f.find<QLineEdit>("adjustMean");
    mean->setFocus();
    mean->selectAll();
    QTest::keyClicks(mean, QStringLiteral("0.5, much"));
    QVERIFY(f.shows(QStringLiteral("Mean: one number or three")));
    // What made sense on the way there ("0.5") may have been tried; the nonsense was not.
    mean->selectAll();
    QTest::keyClicks(mean, QStringLiteral("0.5 0.25 0.125"));
    QVERIFY(!f.shows(QStringLiteral("Mean: one number or three")));
    const std::array<float, 3> expected{0.5f, 0.25f, 0.125f};
    QTRY_VERIFY(f.inUse().overrides.mean == expected);
    auto *divisor = f.find<QLineEdit>("adjustDivisor");
    divisor->setFocus();
    divisor->selectAll();
    QTest::keyClicks(divisor, QStringLiteral("0"));
    QVERIFY(f.shows(QStringLiteral("Divisor: a number above 0")));
    auto *name = f.find<QLineEdit>("adjustName");
    name->setFocus();
    name->selectAll();
    QTest::keyClick(name, Qt::Key_Delete);
    QVERIFY(f.shows(QStringLiteral("A model needs a name.")));
    QVERIFY(!f.inUse().overrides.divisor && !f.inUse().overrides.name);
}

void MainWindowModelTest::savesBesideTheModel()
{
    ModelFixture f;
    f.open();
    QTRY_COMPARE(f.inUse().location, f.location);
    auto *save = f.find<QPushButton>("saveSidecar");
    QVERIFY(!save->isEnabled());
    f.turnToBgr();
    QTRY_VERIFY(save->isEnabled());
    QVERIFY(!f.kept());
    save->click();
    QVERIFY(f.kept());
    QCOMPARE(f.kept()->channelOrder, std::optional(ChannelOrder::Bgr));
    // From now on the file tells it.
    QTRY_COMPARE(f.inUse().sidecar, sidecarPath(f.location));
    QVERIFY(!f.window.pipeline().model().request().overrides);
    QVERIFY(f.shows(QStringLiteral("Saved in model.onnx.sightglass.json")));
    QVERIFY(!f.shows(QStringLiteral("not saved")));
    QVERIFY(!save->isEnabled());
    QVERIFY(f.find<QToolButton>("adjustChannelsReset")->isVisibleTo(f.panel()));
    f.window.restart();
    QTRY_COMPARE(f.inUse().sidecar, sidecarPath(f.location));
    QVERIFY(f.inUse().input.order == ChannelOrder::Bgr);
}

void MainWindowModelTest::realModelIsAdjustedAndSaved()
{
    SIGHTGLASS_TESTDATA(file, QStringLiteral("models/onnx/yolox_nano_416.onnx"))
    ModelFixture f("yolox.onnx", loadDetector);
    QVERIFY(QFile::copy(file, f.location));
    f.open();
    QTRY_COMPARE_WITH_TIMEOUT(f.inUse().location, f.location, 30000);
    QVERIFY(f.inUse().family == ModelFamily::YoloX);
    // Its makers feed it BGR.
    QVERIFY(f.inUse().input.order == ChannelOrder::Bgr);
    f.choose(f.find<QComboBox>("adjustChannels"), static_cast<int>(ChannelOrder::Rgb));
    QTRY_VERIFY_WITH_TIMEOUT(f.inUse().input.order == ChannelOrder::Rgb, 30000);
    QTRY_VERIFY(f.find<QPushButton>("saveSidecar")->isEnabled());
    f.find<QPushButton>("saveSidecar")->click();
    QTRY_COMPARE_WITH_TIMEOUT(f.inUse().sidecar, sidecarPath(f.location), 30000);
    QVERIFY(f.inUse().input.order == ChannelOrder::Rgb);
    QVERIFY(!f.window.pipeline().model().request().overrides);
    // What does not fit is refused by the decoder that was chosen, and the model stays.
    f.choose(f.find<QComboBox>("adjustFamily"), static_cast<int>(ModelFamily::NanoDet));
    QTRY_VERIFY_WITH_TIMEOUT(f.shows(QStringLiteral("What fits: YOLOX")), 30000);
    QVERIFY(f.inUse().family == ModelFamily::YoloX);
}

void MainWindowModelTest::otherFileIsAskedFor()
{
    SIGHTGLASS_TESTDATA(weights, QStringLiteral("models/darknet/yolo-fastest-1.1-xl.weights"))
    SIGHTGLASS_TESTDATA(network, QStringLiteral("models/darknet/yolo-fastest-1.1-xl.cfg"))
    ModelFixture f("net.weights", loadDetector);
    QVERIFY(QFile::copy(weights, f.location));
    f.open();
    auto *choose = f.find<QPushButton>("chooseOtherFile");
    QTRY_VERIFY_WITH_TIMEOUT(choose->isVisible(), 30000);
    QVERIFY(f.shows(QStringLiteral("net.weights is one of two files of a model")));
    // The model that stands in for it takes neither words nor way out away.
    QTRY_VERIFY_WITH_TIMEOUT(!f.inUse().location.isEmpty(), 30000);
    QVERIFY(choose->isVisible());
    choose->click();
    auto *dialog = f.window.window().findChild<QFileDialog *>();
    QVERIFY(dialog);
    dialog->selectFile(network);
    QVERIFY(QMetaObject::invokeMethod(dialog, "accept"));
    QTRY_COMPARE_WITH_TIMEOUT(f.inUse().location, f.location, 30000);
    QVERIFY(!choose->isVisible());
    f.find<QPushButton>("saveSidecar")->click();
    QCOMPARE(QDir::cleanPath(f.window.path(f.kept()->otherFile.value())), QDir::cleanPath(network));
    QTRY_COMPARE_WITH_TIMEOUT(f.inUse().sidecar, sidecarPath(f.location), 30000);
}

void MainWindowModelTest::failingSaveIsTold()
{
    // A folder that does not exist.
    ModelFixture f("gone/model.onnx");
    f.open();
    QTRY_COMPARE(f.inUse().location, f.location);
    f.turnToBgr();
    QTRY_VERIFY(f.find<QPushButton>("saveSidecar")->isEnabled());
    f.find<QPushButton>("saveSidecar")->click();
    QVERIFY(f.shows(QStringLiteral("model.onnx.sightglass.json")));
    QVERIFY(f.shows(QStringLiteral("not saved")));
    QVERIFY(f.find<QPushButton>("saveSidecar")->isEnabled());
    QVERIFY(f.inUse().input.order == ChannelOrder::Bgr);
}

void MainWindowModelTest::revertTakesBackWhatIsNotSaved()
{
    ModelFixture f;
    ModelOverrides said;
    said.confidence = 0.5f;
    QVERIFY(writeSidecar(f.location, said).ok());
    f.open();
    QTRY_COMPARE(f.inUse().location, f.location);
    QVERIFY(!f.shows(QStringLiteral("not saved")));
    auto *revert = f.find<QPushButton>("revertEdits");
    QVERIFY(!revert->isEnabled());
    f.turnToBgr();
    QVERIFY(f.shows(QStringLiteral("not saved")));
    revert->click();
    QTRY_VERIFY(f.inUse().input.order == ChannelOrder::Rgb);
    QVERIFY(f.inUse().overrides == said);
    QVERIFY(!f.shows(QStringLiteral("not saved")));
    QVERIFY(!revert->isEnabled());
}

void MainWindowModelTest::failingEditKeepsTheModel()
{
    ModelFixture f;
    f.open();
    QTRY_VERIFY(f.window.isOnDisplay(2));
    auto *family = f.find<QComboBox>("adjustFamily");
    // Those that fit come first.
    QCOMPARE(family->itemData(0).toInt(), static_cast<int>(ModelFamily::YoloV8));
    QCOMPARE(family->itemData(1).toInt(), static_cast<int>(ModelFamily::YoloV5));
    f.choose(family, static_cast<int>(ModelFamily::YuNet));
    QTRY_VERIFY(f.shows(QStringLiteral("The outputs do not fit this family.")));
    QVERIFY(f.shows(QStringLiteral("Try another.")));
    QVERIFY(f.inUse().family == ModelFamily::YoloV8);
    QTRY_VERIFY(f.window.isOnDisplay(2));
    // It stays to be mended, and cannot be saved.
    QCOMPARE(family->currentData().toInt(), static_cast<int>(ModelFamily::YuNet));
    QVERIFY(!f.find<QPushButton>("saveSidecar")->isEnabled());
    f.choose(family, static_cast<int>(ModelFamily::YoloV5));
    QTRY_VERIFY(f.inUse().family == ModelFamily::YoloV5);
    QVERIFY(!f.shows(QStringLiteral("The outputs do not fit this family.")));
}

void MainWindowModelTest::editsMadeWhileLoadingStay()
{
    ModelFixture f;
    f.open();
    QTRY_COMPARE(f.inUse().location, f.location);
    auto *name = f.find<QLineEdit>("adjustName");
    name->setFocus();
    name->selectAll();
    QTest::keyClicks(name, QStringLiteral("A"));
    // The answer to "A" comes while "AB" waits to be asked for.
    QTRY_VERIFY(f.window.pipeline().model().isLoading() || f.inUse().name == QStringLiteral("A"));
    QTest::keyClicks(name, QStringLiteral("B"));
    QTRY_COMPARE(f.inUse().name, QStringLiteral("AB"));
    QCOMPARE(name->text(), QStringLiteral("AB"));
    // A change of something else takes the edits along.
    f.choose(f.find<ChoiceField>("device")->comboBox(), QStringLiteral("cuda:0"));
    QTRY_COMPARE(f.window.pipeline().model().request().device, QStringLiteral("cuda:0"));
    QCOMPARE(f.inUse().name, QStringLiteral("AB"));
}

void MainWindowModelTest::bothReadingsCanBeChosen()
{
    ModelFixture f;
    f.open();
    QTRY_COMPARE(f.inUse().location, f.location);
    QVERIFY(f.shows(QStringLiteral("Fits as YOLOv8 / 9 / 11 / 12 or YOLOv5.")));
    const auto choices = f.panel()->findChildren<QRadioButton *>();
    QCOMPARE(choices.size(), 2);
    QVERIFY(choices[0]->isChecked());
    choices[1]->click();
    QTRY_VERIFY(f.inUse().family == ModelFamily::YoloV5);
    QVERIFY(choices[1]->isChecked());
    QVERIFY(f.shows(QStringLiteral("not saved")));
    QTRY_VERIFY(f.find<QPushButton>("saveSidecar")->isEnabled());
    f.find<QPushButton>("saveSidecar")->click();
    QCOMPARE(f.kept()->family, std::optional(ModelFamily::YoloV5));
    QTRY_COMPARE(f.inUse().sidecar, sidecarPath(f.location));
    QVERIFY(f.inUse().family == ModelFamily::YoloV5);
}

void MainWindowModelTest::devicesAreSwitchedLive()
{
    ModelFixture f;
    f.open();
    QTRY_COMPARE(f.inUse().location, f.location);
    auto *device = f.find<ChoiceField>("device");
    QVERIFY(device->isChoice());
    f.choose(device->comboBox(), QStringLiteral("cuda:0"));
    QTRY_COMPARE(f.window.pipeline().model().request().device, QStringLiteral("cuda:0"));
    // The detector runs on the processor all the same, and that is said.
    QCOMPARE(device->value().toString(), QStringLiteral("cpu"));
    QVERIFY(f.shows(QStringLiteral("CUDA 0 was asked for")));
}

void MainWindowModelTest::builtInModelsAreNotAdjusted()
{
    ModelFixture f;
    f.request.location = QStringLiteral("builtin:people-hog");
    f.open();
    QTRY_COMPARE(f.inUse().location, f.request.location);
    QVERIFY(!f.panel()->findChild<Section *>(QStringLiteral("adjust"))->isVisibleTo(f.panel()));
    QVERIFY(f.panel()->findChild<Section *>(QStringLiteral("details"))->isVisibleTo(f.panel()));
}

QTEST_MAIN(MainWindowModelTest)
#include "tst_mainwindowmodel.moc"
