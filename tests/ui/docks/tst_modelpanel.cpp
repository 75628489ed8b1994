// SPDX-License-Identifier: Apache-2.0
#include "core/inference/detector.h"
#include "tests/support/testcase.h"
#include "tests/ui/docks/samples.h"
#include "tests/ui/widgets/host.h"
#include "ui/docks/modelpanel.h"
#include "ui/widgets/choicefield.h"

#include <QComboBox>
#include <QLabel>
#include <QMenu>
#include <QProgressBar>
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

} // namespace

class TestModelPanel : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void showsWhatTheModelIs();
    void withoutAModel();
    void loadingAndFailing();
    void threadsAreAChoiceOnTheCpu();
    void noChoiceWhereNoneMakesSense();
    void precisionIsAChoiceOnAGpu();
    void menuOffersModels();
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
    QVERIFY(bar->isVisibleTo(&f.panel));
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

void TestModelPanel::noChoiceWhereNoneMakesSense()
{
    Fixture f;
    f.panel.setModel(modelOf(3), f.request);
    QVERIFY(!f.field("device")->isChoice());
    QVERIFY(!f.field("precision")->isChoice());
    ModelDescriptor hog = modelOf(1);
    hog.family = ModelFamily::HogPeople;
    f.panel.setDevices({QStringLiteral("cpu"), QStringLiteral("cuda:0")});
    QVERIFY(f.field("device")->isChoice());
    f.panel.setModel(hog, f.request);
    for (const char *name : {"device", "precision", "threads"})
        QVERIFY2(!f.field(name)->isChoice(), name);
}

void TestModelPanel::precisionIsAChoiceOnAGpu()
{
    Fixture f;
    f.panel.setDevices({QStringLiteral("cpu"), QStringLiteral("cuda:0")});
    ModelDescriptor model = modelOf(3);
    model.device = QStringLiteral("cuda:0");
    f.request.device = model.device;
    f.panel.setModel(model, f.request);
    QVERIFY(!f.field("threads")->isChoice());
    QTest::keyClick(f.field("precision")->comboBox(), Qt::Key_Down);
    QCOMPARE(f.loads.last().precision, Precision::Float16);
    f.request.precision = Precision::Float16;
    model.precision = Precision::Float16;
    f.panel.setModel(model, f.request);
    QTest::keyClick(f.field("device")->comboBox(), Qt::Key_Up);
    QCOMPARE(f.loads.last().device, QStringLiteral("cpu"));
    QCOMPARE(f.loads.last().precision, Precision::Float32);
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
    f.panel.setDevices({QStringLiteral("cpu"), QStringLiteral("cuda:0")});
    f.panel.setModel(modelOf(3), f.request);
    f.panel.setFailed(f.request, {QStringLiteral("No."), {}, {}});
    QVERIFY(f.loads.isEmpty());
}

QTEST_MAIN(TestModelPanel)
#include "tst_modelpanel.moc"
