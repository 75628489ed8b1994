// SPDX-License-Identifier: Apache-2.0
#include "tests/support/testcase.h"
#include "tests/ui/docks/samples.h"
#include "tests/ui/widgets/host.h"
#include "ui/docks/classmodel.h"
#include "ui/docks/tuningpanel.h"
#include "ui/widgets/section.h"
#include "ui/widgets/valueslider.h"

#include <QCheckBox>
#include <QDoubleSpinBox>
#include <QSignalSpy>
#include <QTableView>
#include <QToolButton>

using namespace sightglass;
using test::modelOf;
using test::presentationOf;

namespace
{

Thresholds lastOf(const QSignalSpy &spy)
{
    return spy.last().first().value<Thresholds>();
}

QString countOf(const TuningPanel &panel, int row)
{
    const QTableView *table = panel.findChild<QTableView *>();
    return table->model()->index(row, ClassModel::CountColumn).data().toString();
}

} // namespace

class TestTuningPanel : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qRegisterMetaType<Thresholds>(); }
    void handsChangeOneThingAtATime();
    void valuesFromOutsideDoNotComeBack();
    void modelsAdviceIsTheDefault();
    void countsFollowTheFrame();
    void countsFollowAThresholdAtOnce();
    void anotherModelsResultsCountForNothing();
    void fastFramesAreCountedInTheEnd();
    void tabGoesThroughAll();
    void moreIsUnfoldedAtAPersonsWish();
    void fitsANarrowDock();
};

void TestTuningPanel::handsChangeOneThingAtATime()
{
    TuningPanel panel;
    Thresholds start;
    start.classes[3].shown = false;
    panel.setThresholds(start);
    QSignalSpy changed(&panel, &TuningPanel::thresholdsChanged);

    QTest::keyClick(panel.findChild<ValueSlider *>(QStringLiteral("confidence"))->slider(), Qt::Key_Right);
    Thresholds expected = start;
    expected.confidence = 0.26f;
    QCOMPARE(lastOf(changed), expected);

    QTest::keyClick(panel.findChild<ValueSlider *>(QStringLiteral("iou"))->slider(), Qt::Key_Left);
    expected.iou = 0.44f;
    QCOMPARE(lastOf(changed), expected);

    QTest::keyClick(panel.findChild<QDoubleSpinBox *>(QStringLiteral("maximum")), Qt::Key_Down);
    expected.maxDetections = 299;
    QCOMPARE(lastOf(changed), expected);

    QTest::keyClick(panel.findChild<QCheckBox *>(QStringLiteral("agnostic")), Qt::Key_Space);
    expected.classAgnostic = true;
    QCOMPARE(lastOf(changed), expected);
    QCOMPARE(changed.count(), 4);
    QCOMPARE(panel.thresholds(), expected);
}

void TestTuningPanel::valuesFromOutsideDoNotComeBack()
{
    TuningPanel panel;
    QSignalSpy changed(&panel, &TuningPanel::thresholdsChanged);
    QSignalSpy restyled(&panel, &TuningPanel::overlayStyleChanged);
    Thresholds thresholds;
    thresholds.confidence = 0.333f;
    thresholds.iou = 0.7f;
    thresholds.maxDetections = 12;
    thresholds.classAgnostic = true;
    panel.setThresholds(thresholds);
    panel.setModel(modelOf(3));
    panel.setOverlayStyle({});
    QCOMPARE(changed.count(), 0);
    QCOMPARE(restyled.count(), 0);
    QCOMPARE(panel.thresholds(), thresholds);
    QCOMPARE(panel.findChild<ValueSlider *>(QStringLiteral("iou"))->value(), 0.7);
    QCOMPARE(panel.findChild<QDoubleSpinBox *>(QStringLiteral("maximum"))->value(), 12);
    QVERIFY(panel.findChild<QCheckBox *>(QStringLiteral("agnostic"))->isChecked());
}

void TestTuningPanel::modelsAdviceIsTheDefault()
{
    TuningPanel panel;
    const test::Host host(&panel, {280, 600});
    ModelDescriptor model = modelOf(3);
    model.defaultConfidence = 0.4f;
    panel.setModel(model);
    QSignalSpy changed(&panel, &TuningPanel::thresholdsChanged);
    QTest::mouseDClick(panel.findChild<ValueSlider *>(QStringLiteral("confidence"))->slider(), Qt::LeftButton);
    QCOMPARE(lastOf(changed).confidence, 0.4f);
}

void TestTuningPanel::countsFollowTheFrame()
{
    TuningPanel panel;
    const ModelDescriptor model = modelOf(3);
    panel.setModel(model);
    panel.setPresentation(presentationOf(1, {{{}, 1, 0.9f}, {{}, 1, 0.8f}, {{}, 2, 0.7f}}, model));
    QTRY_COMPARE(countOf(panel, 1), QStringLiteral("2"));
    QCOMPARE(countOf(panel, 0), QStringLiteral("0"));
    QCOMPARE(countOf(panel, 2), QStringLiteral("1"));
}

void TestTuningPanel::countsFollowAThresholdAtOnce()
{
    TuningPanel panel;
    const ModelDescriptor model = modelOf(3);
    panel.setModel(model);
    Presentation presentation = presentationOf(1, {{{}, 1, 0.9f}, {{}, 1, 0.3f}}, model);
    panel.setPresentation(presentation);
    presentation.results[0].detections.pop_back();
    panel.setPresentation(presentation);
    QCOMPARE(countOf(panel, 1), QStringLiteral("1"));
}

void TestTuningPanel::anotherModelsResultsCountForNothing()
{
    TuningPanel panel;
    const ModelDescriptor old = modelOf(3);
    panel.setModel(old);
    const Presentation presentation = presentationOf(1, {{{}, 1, 0.9f}}, old);
    panel.setPresentation(presentation);
    QTRY_COMPARE(countOf(panel, 1), QStringLiteral("1"));
    panel.setModel(modelOf(5));
    QCOMPARE(countOf(panel, 1), QStringLiteral("0"));
}

// Frames faster than counts are shown: the last one wins, without another frame to push it out.
void TestTuningPanel::fastFramesAreCountedInTheEnd()
{
    TuningPanel panel;
    const ModelDescriptor model = modelOf(3);
    panel.setModel(model);
    for (int frame = 0; frame < 20; ++frame)
        panel.setPresentation(presentationOf(frame, Detections(static_cast<std::size_t>(frame), {{}, 0, 0.9f}), model));
    QTRY_COMPARE(countOf(panel, 0), QStringLiteral("19"));
}

void TestTuningPanel::tabGoesThroughAll()
{
    TuningPanel panel;
    panel.setModel(modelOf(3));
    panel.setMoreShown(true);
    const test::Host host(&panel, {280, 600});
    panel.activateWindow();
    QStringList names;
    QWidget *first = panel.findChild<ValueSlider *>(QStringLiteral("confidence"))->slider();
    for (QWidget *widget = first; panel.isAncestorOf(widget) && names.size() < 30;
         widget = widget->nextInFocusChain()) {
        if (widget->focusPolicy() & Qt::TabFocus && widget->isVisibleTo(&panel) && !widget->focusProxy()) {
            QVERIFY2(!widget->accessibleName().isEmpty() || !widget->property("text").toString().isEmpty() ||
                         qobject_cast<QDoubleSpinBox *>(widget) || widget->inherits("QScrollBar") ||
                         widget->inherits("QHeaderView"),
                     widget->metaObject()->className());
            names.append(widget->accessibleName());
        }
    }
    const QStringList sliders{QStringLiteral("Confidence"), QStringLiteral("Overlap (IoU)")};
    QCOMPARE(names.indexOf(sliders[0]), 0);
    QVERIFY(names.indexOf(sliders[1]) > 0);
    QVERIFY(names.indexOf(QStringLiteral("Filter classes")) > names.indexOf(sliders[1]));
    QVERIFY(names.indexOf(QStringLiteral("Classes")) > names.indexOf(QStringLiteral("Filter classes")));
}

void TestTuningPanel::moreIsUnfoldedAtAPersonsWish()
{
    TuningPanel panel;
    const test::Host host(&panel, {280, 600});
    QSignalSpy changed(&panel, &TuningPanel::moreShownChanged);
    const auto *iou = panel.findChild<ValueSlider *>(QStringLiteral("iou"));
    QVERIFY(!iou->isVisible());
    QToolButton *heading = panel.findChild<Section *>()->heading();
    heading->click();
    QVERIFY(iou->isVisible());
    QVERIFY(changed.last().first().toBool());
    heading->click();
    QVERIFY(!iou->isVisible());
    QVERIFY(!changed.last().first().toBool());
}

void TestTuningPanel::fitsANarrowDock()
{
    TuningPanel panel;
    panel.setMoreShown(true);
    QVERIFY(panel.minimumSizeHint().width() <= 280);
    QVERIFY(panel.minimumSizeHint().height() <= 480);
}

QTEST_MAIN(TestTuningPanel)
#include "tst_tuningpanel.moc"
