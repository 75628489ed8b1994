// SPDX-License-Identifier: Apache-2.0
#include "core/inference/detector.h"
#include "tests/support/testcase.h"
#include "tests/ui/docks/samples.h"
#include "tests/ui/widgets/host.h"
#include "ui/docks/modelpanel.h"
#include "ui/widgets/choicefield.h"
#include "ui/widgets/section.h"

#include <QComboBox>
#include <QLabel>
#include <QMenu>
#include <QProgressBar>
#include <QPushButton>
#include <QRadioButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QThread>
#include <QToolButton>

#include <algorithm>

using namespace sightglass;
using test::modelOf;

namespace
{

struct Fixture
{
    Fixture()
    {
        request.location = QStringLiteral("/models/sample.torchscript");
        QObject::connect(&panel, &ModelPanel::loadRequested, &panel,
                         [this](const ModelRequest &asked) { loads.append(asked); });
    }

    bool shows(const QString &text) const
    {
        const auto labels = panel.findChildren<QLabel *>();
        return std::any_of(labels.begin(), labels.end(), [&](const QLabel *label) {
            return label->isVisibleTo(&panel) && label->text().contains(text);
        });
    }
    ChoiceField *field(const char *name) const { return panel.findChild<ChoiceField *>(QString::fromLatin1(name)); }
    QToolButton *button(const char *name) const { return panel.findChild<QToolButton *>(QString::fromLatin1(name)); }
    QAction *entry(const QString &text) const
    {
        for (QAction *action : panel.findChild<QMenu *>()->actions()) {
            if (action->text() == text && !action->isSeparator())
                return action;
        }
        return nullptr;
    }

    ModelPanel panel;
    test::Host host{&panel, {280, 520}};
    ModelRequest request;
    QList<ModelRequest> loads;
};

QList<ComputeDevice> someDevices()
{
    return {{QStringLiteral("cpu"), {}, {Precision::Float32}},
            {QStringLiteral("opencl"), QStringLiteral("Some Graphics"), {Precision::Float32, Precision::Float16}},
            {QStringLiteral("cuda:0"), {}, {Precision::Float32, Precision::Float16, Precision::BFloat16}}};
}

} // namespace

class TestModelPanel : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void showsWhatTheModelIs();
    void withoutAModel();
    void loadingAndFailing();
    void threadsAreAChoiceOnTheCpu();
    void workersAreAChoice();
    void noChoiceWhereNoneMakesSense();
    void offersTheDevicesThatAreThere();
    void offersBackendsWhereThereIsAChoice();
    void saysWhenItRunsOtherwise();
    void detailsTellOfTheFile();
    void twoReadingsAreBothOffered();
    void menuOffersModels();
    void isWholeInANarrowDock();
    void buttonsAsk();
    void showingIsNotAsking();
};

void TestModelPanel::showsWhatTheModelIs()
{
    Fixture f;
    ModelDescriptor model = modelOf(80);
    model.familyReason = QStringLiteral("Because of its shape.");
    model.notes = {QStringLiteral("Optimisation was skipped.")};
    f.panel.setModel(model, f.request);
    for (const char *text : {"Sample", "Because of its shape.", "LibTorch 1.13.1", "80: thing 0, thing 1, thing 2, …",
                             "640 × 384 px, letterbox", "Optimisation was skipped."})
        QVERIFY2(f.shows(QString::fromUtf8(text)), text);
    QVERIFY(!f.shows(QStringLiteral("About")));
}

void TestModelPanel::withoutAModel()
{
    Fixture f;
    QVERIFY(f.shows(QStringLiteral("No model")));
    QVERIFY(!f.button("reload")->isEnabled());
    QVERIFY(!f.button("unload")->isEnabled());
    QVERIFY(!f.shows(QStringLiteral("Backend")));
}

void TestModelPanel::loadingAndFailing()
{
    Fixture f;
    f.panel.setModel(modelOf(3), f.request);
    const auto *bar = f.panel.findChild<QProgressBar *>();
    QVERIFY(!bar->isVisibleTo(&f.panel));
    ModelRequest other;
    other.location = QStringLiteral("/models/other.pt");
    f.panel.setLoading(other);
    QTRY_VERIFY(bar->isVisibleTo(&f.panel));
    QVERIFY(f.shows(QStringLiteral("Loading other.pt …")));
    QVERIFY(f.shows(QStringLiteral("Sample runs on meanwhile.")));
    QSignalSpy cancelled(&f.panel, &ModelPanel::cancelRequested);
    f.panel.findChild<QToolButton *>(QStringLiteral("cancelLoading"))->click();
    QCOMPARE(cancelled.count(), 1);
    f.panel.setFailed(other, {QStringLiteral("other.pt is a web page."), QStringLiteral("Download the file."), {}});
    QVERIFY(!bar->isVisibleTo(&f.panel));
    QVERIFY(f.shows(QStringLiteral("other.pt is a web page.")));
    QVERIFY(f.shows(QStringLiteral("Download the file.")));
    QVERIFY(f.shows(QStringLiteral("LibTorch 1.13.1")));
    f.panel.setModel(modelOf(3), f.request);
    QVERIFY(!f.shows(QStringLiteral("web page")));
}

void TestModelPanel::threadsAreAChoiceOnTheCpu()
{
    Fixture f;
    ModelDescriptor model = modelOf(3);
    model.threads = 1;
    f.panel.setModel(model, f.request);
    const QComboBox *combo = f.field("threads")->comboBox();
    QCOMPARE(combo->currentText(), QStringLiteral("automatic (1)"));
    QCOMPARE(combo->count(), 1 + QThread::idealThreadCount());
    QTest::keyClick(f.field("threads")->comboBox(), Qt::Key_Down);
    QCOMPARE(f.loads.size(), 1);
    ModelRequest expected = f.request;
    expected.threads = 1;
    QCOMPARE(f.loads.last(), expected);
}

void TestModelPanel::workersAreAChoice()
{
    Fixture f;
    ModelDescriptor model = modelOf(3);
    model.workers = 2;
    f.panel.setModel(model, f.request);
    const QComboBox *combo = f.field("workers")->comboBox();
    QCOMPARE(combo->currentText(), QStringLiteral("automatic (2)"));
    QCOMPARE(combo->count(), 1 + QThread::idealThreadCount());
    QVERIFY(!f.field("workers")->toolTip().contains(QStringLiteral("Measured")));
    model.workersReason = QStringLiteral("2 workers of 1 thread: 70.1 pictures a second");
    f.panel.setMeasured(model);
    QVERIFY(f.field("workers")->toolTip().endsWith(
        QStringLiteral("Measured: 2 workers of 1 thread: 70.1 pictures a second")));
    QTest::keyClick(f.field("workers")->comboBox(), Qt::Key_Down);
    ModelRequest expected = f.request;
    expected.workers = 1;
    QCOMPARE(f.loads.last(), expected);
}

void TestModelPanel::noChoiceWhereNoneMakesSense()
{
    Fixture f;
    f.panel.setModel(modelOf(3), f.request);
    QVERIFY(!f.field("device")->isChoice());
    QVERIFY(!f.field("precision")->isChoice());
    ModelDescriptor hog = modelOf(1);
    hog.family = ModelFamily::HogPeople;
    f.panel.setModel(hog, f.request);
    for (const char *name : {"device", "precision", "threads", "workers"})
        QVERIFY2(!f.field(name)->isChoice(), name);
}

void TestModelPanel::offersTheDevicesThatAreThere()
{
    Fixture f;
    ModelDescriptor model = modelOf(3);
    model.devices = someDevices();
    f.panel.setModel(model, f.request);
    const QComboBox *devices = f.field("device")->comboBox();
    QCOMPARE(devices->count(), 3);
    QCOMPARE(devices->itemText(0), QStringLiteral("CPU"));
    QCOMPARE(devices->itemText(1), QStringLiteral("OpenCL: Some Graphics"));
    QCOMPARE(devices->itemText(2), QStringLiteral("CUDA 0"));
    // The processor computes in one precision here: nothing to choose.
    QVERIFY(!f.field("precision")->isChoice());
    QTest::keyClick(f.field("device")->comboBox(), Qt::Key_Down);
    QCOMPARE(f.loads.last().device, QStringLiteral("opencl"));
    QCOMPARE(f.loads.last().precision, Precision::Float32);

    model.device = QStringLiteral("cuda:0");
    f.request.device = model.device;
    f.panel.setModel(model, f.request);
    QVERIFY(!f.field("threads")->isChoice());
    QCOMPARE(f.field("precision")->comboBox()->count(), 3);
    QTest::keyClick(f.field("precision")->comboBox(), Qt::Key_Down);
    QCOMPARE(f.loads.last().precision, Precision::Float16);
    // A device that has not the precision in use comes with its usual one.
    f.request.precision = Precision::Float16;
    model.precision = Precision::Float16;
    f.panel.setModel(model, f.request);
    QTest::keyClick(f.field("device")->comboBox(), Qt::Key_Home);
    QCOMPARE(f.loads.last().device, QStringLiteral("cpu"));
    QCOMPARE(f.loads.last().precision, Precision::Float32);
}

void TestModelPanel::offersBackendsWhereThereIsAChoice()
{
    Fixture f;
    ModelDescriptor model = modelOf(3);
    f.panel.setModel(model, f.request);
    QVERIFY(!f.field("backend")->isVisibleTo(&f.panel));
    model.backend = QStringLiteral("ONNX Runtime 1.21.0");
    model.backends = {Backend::OnnxRuntime, Backend::OpenCv};
    f.request.device = QStringLiteral("cuda:0");
    f.panel.setModel(model, f.request);
    QVERIFY(f.field("backend")->isVisibleTo(&f.panel));
    const QComboBox *backends = f.field("backend")->comboBox();
    QCOMPARE(backends->count(), 2);
    QCOMPARE(backends->itemText(0), model.backend);
    QCOMPARE(backends->itemText(1), QStringLiteral("OpenCV"));
    QTest::keyClick(f.field("backend")->comboBox(), Qt::Key_Down);
    QCOMPARE(f.loads.last().backend, Backend::OpenCv);
    QCOMPARE(f.loads.last().device, QStringLiteral("cpu"));
}

void TestModelPanel::saysWhenItRunsOtherwise()
{
    Fixture f;
    ModelDescriptor model = modelOf(3);
    f.panel.setModel(model, f.request);
    QVERIFY(!f.shows(QStringLiteral("was asked for")));
    f.request.device = QStringLiteral("cuda:0");
    f.panel.setModel(model, f.request);
    QVERIFY(f.shows(QStringLiteral("CUDA 0 was asked for")));
    QCOMPARE(f.field("device")->value().toString(), QStringLiteral("cpu"));
    f.request.device = QStringLiteral("cpu");
    f.request.precision = Precision::BFloat16;
    f.panel.setModel(model, f.request);
    QVERIFY(f.shows(QStringLiteral("bfloat16 was asked for")));
    // A file in float16 runs so.
    f.request.precision = Precision::Float32;
    model.precision = Precision::Float16;
    model.devices = {{QStringLiteral("cpu"), {}, {Precision::Float16}}};
    f.panel.setModel(model, f.request);
    QVERIFY(!f.shows(QStringLiteral("was asked for")));
    model.precision = Precision::Float32;
    model.devices.clear();
    // A quantised model cannot be anything else, and is asked for as float32.
    f.request.precision = Precision::Float32;
    model.precision = Precision::Quantised;
    f.panel.setModel(model, f.request);
    QVERIFY(!f.shows(QStringLiteral("was asked for")));
}

void TestModelPanel::detailsTellOfTheFile()
{
    Fixture f;
    ModelDescriptor model = modelOf(3);
    model.facts.format = QStringLiteral("ONNX");
    model.facts.producer = QStringLiteral("pytorch 1.10");
    model.facts.fileSize = 3'700'000;
    model.facts.parameters = 910'000;
    model.facts.inputs = {{QStringLiteral("images"), {-1, 3, 416, 416}, QStringLiteral("float32")}};
    model.facts.outputs = {{QStringLiteral("scores"), {1, 80}, {}}, {QString(), {}, {}}};
    model.facts.oneRun = std::chrono::microseconds(12'340);
    model.input = {ChannelOrder::Bgr, 255.f, {0.5f, 0.5f, 0.5f}, {0.25f, 0.5f, 0.75f}};
    model.description = QStringLiteral("Apache-2.0");
    f.panel.setModel(model, f.request);
    QVERIFY(!f.shows(QStringLiteral("pytorch 1.10")));
    auto *details = f.panel.findChild<Section *>(QStringLiteral("details"));
    QTest::keyClick(details->heading(), Qt::Key_Space);
    QVERIFY(details->isOpen());
    for (const char *text : {"ONNX", "pytorch 1.10", "3.7 MB", "910\u202f000", "images, ? × 3 × 416 × 416, float32",
                             "scores, 1 × 80", "12.3 ms", "BGR, (x / 255 − [0.5]) / [0.25, 0.5, 0.75]", "Apache-2.0"})
        QVERIFY2(f.shows(QString::fromUtf8(text)), text);
}

void TestModelPanel::twoReadingsAreBothOffered()
{
    Fixture f;
    ModelDescriptor model = modelOf(3);
    model.readings = {{ModelFamily::YoloV8, QStringLiteral("By its shape."), false},
                      {ModelFamily::YoloV5, QStringLiteral("By its shape too."), false}};
    f.panel.setModel(model, f.request);
    QVERIFY(f.shows(QStringLiteral("Fits as YOLOv8 / 9 / 11 / 12 or YOLOv5.")));
    const auto choices = f.panel.findChildren<QRadioButton *>();
    QCOMPARE(choices.size(), 2);
    QVERIFY(choices[0]->isChecked());
    QCOMPARE(choices[1]->toolTip(), QStringLiteral("By its shape too."));
    choices[1]->click();
    QCOMPARE(f.loads.size(), 1);
    QVERIFY(f.loads.last().overrides->family == ModelFamily::YoloV5);

    // What the load brings: the choice in use, and maybe no other reading any more.
    model.family = ModelFamily::YoloV5;
    model.overrides.family = ModelFamily::YoloV5;
    model.readings = {{ModelFamily::YoloV5, QStringLiteral("You said so."), true}};
    f.panel.setModel(model, f.loads.last());
    QVERIFY(f.shows(QStringLiteral("Fits as YOLOv8 / 9 / 11 / 12 or YOLOv5.")));
    QVERIFY(choices[1]->isChecked());
    QVERIFY(f.shows(QStringLiteral("not saved")));
    f.panel.setModel(modelOf(2), f.request);
    QVERIFY(!f.shows(QStringLiteral("Fits as")));
}

void TestModelPanel::menuOffersModels()
{
    Fixture f;
    f.panel.setRecent({QStringLiteral("/models/a&b.pt")});
    f.entry(QStringLiteral("a&&b.pt"))->trigger();
    QCOMPARE(f.loads.last().location, QStringLiteral("/models/a&b.pt"));
    for (const BuiltInModel &model : builtInModels()) {
        f.entry(model.name)->trigger();
        QCOMPARE(f.loads.last().location, model.id);
    }
    QSignalSpy open(&f.panel, &ModelPanel::openRequested);
    f.entry(QStringLiteral("Open model file …"))->trigger();
    QCOMPARE(open.count(), 1);
}

void TestModelPanel::isWholeInANarrowDock()
{
    Fixture f;
    ModelDescriptor model = modelOf(80);
    model.family = ModelFamily::RtDetrLists;
    model.readings = {{ModelFamily::RtDetrLists, {}, false}, {ModelFamily::YoloOriented, {}, false}};
    model.devices = someDevices();
    model.devices[1].name = QStringLiteral("Some Graphics Processor With A Rather Long Name");
    model.facts.outputs = {{QStringLiteral("output_0"), {1, 3, 1024, 1024}, QStringLiteral("float32")}};
    model.location = QStringLiteral("/models/in/a/folder/that/lies/deep/down/sample.onnx");
    model.sidecar = model.location + QStringLiteral(".sightglass.json");
    f.request.location = model.location;
    f.request.device = QStringLiteral("cuda:0");
    f.panel.setModel(model, f.request);
    for (Section *section : f.panel.findChildren<Section *>())
        section->setOpen(true);
    f.panel.setFailed(f.request, {QStringLiteral("It failed."), QStringLiteral("Try another."), {}});
    const auto *scroll = f.panel.findChild<QScrollArea *>();
    QTRY_VERIFY(scroll->verticalScrollBar()->maximum() > 0);
    QVERIFY2(scroll->widget()->minimumSizeHint().width() <= scroll->viewport()->width(),
             qPrintable(QString::number(scroll->widget()->minimumSizeHint().width())));
    QVERIFY(f.panel.minimumSizeHint().width() <= f.panel.width());
}

void TestModelPanel::buttonsAsk()
{
    Fixture f;
    f.panel.setModel(modelOf(3), f.request);
    QSignalSpy reload(&f.panel, &ModelPanel::reloadRequested);
    QSignalSpy unload(&f.panel, &ModelPanel::unloadRequested);
    f.button("reload")->click();
    f.button("unload")->click();
    QCOMPARE(reload.count(), 1);
    QCOMPARE(unload.count(), 1);
}

void TestModelPanel::showingIsNotAsking()
{
    Fixture f;
    ModelDescriptor model = modelOf(3);
    model.devices = someDevices();
    f.panel.setModel(model, f.request);
    f.panel.setFailed(f.request, {QStringLiteral("No."), {}, {}});
    QVERIFY(f.loads.isEmpty());
}

QTEST_MAIN(TestModelPanel)
#include "tst_modelpanel.moc"
