// SPDX-License-Identifier: Apache-2.0
#include "core/inference/detector.h"
#include "core/inference/installation.h"
#include "core/pipeline/pipeline.h"
#include "core/pipeline/residentmemory.h"
#include "tests/support/synthetic.h"
#include "tests/support/testcase.h"

#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <limits>

#include <malloc.h>

using namespace sightglass;

/// Real models taking turns on a running source leave no memory behind.
class TestModelMemory : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void returnsToItsLevel();
};

namespace
{

// In MiB, without what the allocator holds back.
double memoryInUse()
{
    malloc_trim(0);
    return static_cast<double>(residentMemory()) / (1024.0 * 1024.0);
}

// Whether the model was loaded and a picture with its boxes has been shown.
bool switchTo(Pipeline &pipeline, const QString &location)
{
    const auto before = pipeline.lane().presentation().result().candidates;
    const std::uint64_t serial = before ? before->model : 0;
    QSignalSpy loaded(&pipeline.model(), &ModelSlot::loaded);
    QSignalSpy failed(&pipeline.model(), &ModelSlot::failed);
    pipeline.model().load({.location = location});
    const auto shown = [&] {
        const auto candidates = pipeline.lane().presentation().result().candidates;
        return failed.count() > 0 || (loaded.count() > 0 && candidates && candidates->model > serial);
    };
    return QTest::qWaitFor(shown, 60000) && failed.isEmpty();
}

} // namespace

void TestModelMemory::returnsToItsLevel()
{
    SIGHTGLASS_TESTDATA(yolox, QStringLiteral("models/onnx/yolox_nano_416.onnx"));
    SIGHTGLASS_TESTDATA(d2go, QStringLiteral("models/torchscript/d2go.pt"));
    SIGHTGLASS_TESTDATA(yolo11, QStringLiteral("models/torchscript/yolo11_rescue_5cls_160.torchscript"));
    SIGHTGLASS_TESTDATA(darknet, QStringLiteral("models/darknet/yolo-fastest-1.1-xl.weights"));
    const QStringList models =
        isTorchBackendInstalled() ? QStringList{yolox, d2go, darknet, yolo11} : QStringList{yolox, darknet};

    test::SyntheticScript script;
    script.frames = 100000;
    Pipeline pipeline(test::SyntheticSource::factory(script), loadDetector);
    pipeline.lane().open({});
    // Libraries take memory for good with the first models they load; ONNX Runtime is at its level with the third.
    for (int i = 0; i < 3; ++i)
        for (const QString &model : models)
            QVERIFY(switchTo(pipeline, model));
    // Far less than the models of three rounds left behind.
    constexpr double allowed = 24.0;
    const double level = memoryInUse();

    // Three rounds, so that the model in use at the end is the one at the level.
    // A model that was just left may be there for a moment: the least of the last two rounds counts.
    double last = std::numeric_limits<double>::max();
    for (int i = 0; i < 3; ++i) {
        for (const QString &model : models)
            QVERIFY(switchTo(pipeline, model));
        if (i > 0)
            last = std::min(last, memoryInUse());
    }
    qInfo("%.1f MiB before, %.1f MiB after three rounds", level, last);
#ifdef __SANITIZE_ADDRESS__
    QVERIFY(pipeline.stop());
    QSKIP("AddressSanitizer holds back what is freed: leaks are found, levels mean nothing.");
#endif
    QVERIFY2(last - level < allowed, qPrintable(QStringLiteral("%1 MiB more").arg(last - level)));
    QVERIFY(pipeline.stop());
}

QTEST_GUILESS_MAIN(TestModelMemory)
#include "tst_modelmemory.moc"
