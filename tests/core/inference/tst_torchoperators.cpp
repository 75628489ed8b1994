// SPDX-License-Identifier: Apache-2.0
#include "core/inference/torch/tensors.h"
#include "core/inference/torch/torchvisionoperators.h"
#include "tests/support/testcase.h"

#include <ATen/ATen.h>
#include <ATen/core/dispatch/Dispatcher.h>

#include <cmath>

using namespace sightglass;

/// Expected numbers are printed by Python with torchvision 0.14.1:
///
///     x = (torch.arange(2*2*5*6).float()*0.37).sin().reshape(2,2,5,6)
///     rois = torch.tensor([[0,1.,2.,9.,8.],[1,-3.,-2.,14.,12.],[1,4.2,3.1,4.6,3.3]])
///     torchvision.ops.roi_align(x, rois, (height, width), scale, sampling_ratio, aligned).flatten()
class TestTorchOperators : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void roiAligned_data();
    void roiAligned();
    void roiAlignedQuantised();
    void roiAlignRefusesStrangers();
    void suppressed_data();
    void suppressed();
    void flattened();
};

void TestTorchOperators::initTestCase()
{
    registerTorchvisionOperators();
    registerTorchvisionOperators(); // does nothing the second time
}

static at::Tensor waves()
{
    return (at::arange(120, at::kFloat) * 0.37f).sin().reshape({2, 2, 5, 6});
}

static at::Tensor regions()
{
    return at::tensor({0.f, 1.f, 2.f, 9.f, 8.f, 1.f, -3.f, -2.f, 14.f, 12.f, 1.f, 4.2f, 3.1f, 4.6f, 3.3f})
        .reshape({3, 5});
}

// As a program calls it: by name, through the dispatcher.
static at::Tensor callRoiAlign(const at::Tensor &input, double scale, int height, int width, int ratio, bool aligned)
{
    static const auto operation = c10::Dispatcher::singleton().findSchemaOrThrow("torchvision::roi_align", "");
    std::vector<c10::IValue> stack{
        input, regions(), scale, std::int64_t(height), std::int64_t(width), std::int64_t(ratio), aligned};
    operation.callBoxed(&stack);
    return stack.front().toTensor();
}

void TestTorchOperators::roiAligned_data()
{
    QTest::addColumn<double>("scale");
    QTest::addColumn<QSize>("bins");
    QTest::addColumn<int>("ratio");
    QTest::addColumn<bool>("aligned");
    QTest::addColumn<QList<float>>("expected");
    QTest::newRow("aligned, as many as pixels")
        << 0.5 << QSize(3, 2) << 0 << true
        << QList<float>{0.091702f,  -0.121141f, -0.306784f, 0.070076f,  0.264512f,  0.399555f,  0.436083f,  0.403155f,
                        0.279706f,  -0.423257f, -0.316208f, -0.138159f, -0.077815f, -0.140762f, -0.055838f, -0.077515f,
                        -0.019563f, 0.064574f,  0.052079f,  -0.029449f, -0.085815f, -0.068651f, -0.141461f, -0.066472f,
                        -0.034758f, -0.013221f, 0.008316f,  0.012713f,  0.03246f,   0.052207f,  -0.865922f, -0.865609f,
                        -0.865295f, -0.787101f, -0.785707f, -0.784314f};
    QTest::newRow("not aligned, 2 x 2") << 0.5 << QSize(3, 2) << 2 << false
                                        << QList<float>{
                                               -0.416031f, -0.429912f, -0.338431f, 0.416767f,  0.429438f,  0.336862f,
                                               0.086645f,  -0.126588f, -0.308796f, -0.084214f, 0.128966f,  0.31054f,
                                               0.046781f,  -0.222896f, -0.167921f, -0.239009f, -0.186054f, -0.013316f,
                                               0.333261f,  0.21017f,   -0.013823f, 0.029918f,  -0.167106f, -0.12354f,
                                               0.588912f,  0.538446f,  0.487442f,  0.200945f,  0.133598f,  0.066191f,
                                               0.415603f,  0.479032f,  0.541835f,  0.544461f,  0.556525f,  0.567945f};
    QTest::newRow("not aligned, as many as pixels")
        << 0.25 << QSize(2, 1) << -1 << false
        << QList<float>{0.078556f, -0.083173f, 0.438373f, 0.420655f, -0.06958f,  -0.159392f,
                        0.156523f, 0.056624f,  0.083236f, 0.191069f, -0.573812f, -0.539052f};
    QTest::newRow("beyond the edges") << 1.0 << QSize(2, 2) << 3 << true
                                      << QList<float>{-0.061082f, -0.018411f, -0.112455f, -0.107216f, 0.010379f,
                                                      -0.016014f, 0.268114f,  0.017828f,  -0.079175f, 0.f,
                                                      0.f,        0.f,        -0.229245f, 0.f,        0.f,
                                                      0.f,        -0.508517f, -0.516659f, -0.621074f, -0.619723f,
                                                      0.02071f,   -0.017025f, -0.127124f, -0.172837f};
}

void TestTorchOperators::roiAligned()
{
    QFETCH(double, scale);
    QFETCH(QSize, bins);
    QFETCH(int, ratio);
    QFETCH(bool, aligned);
    QFETCH(QList<float>, expected);
    const at::Tensor pooled = callRoiAlign(waves(), scale, bins.height(), bins.width(), ratio, aligned).contiguous();
    QCOMPARE(pooled.numel(), expected.size());
    for (qsizetype i = 0; i < expected.size(); ++i) {
        const float value = pooled.data_ptr<float>()[i];
        QVERIFY2(std::abs(value - expected[i]) < 2e-6f,
                 qPrintable(QStringLiteral("%1: %2, not %3")
                                .arg(QString::number(i), QString::number(value), QString::number(expected[i]))));
    }
}

void TestTorchOperators::roiAlignedQuantised()
{
    const at::Tensor quantised = at::quantize_per_tensor(waves(), 1.0 / 64.0, 128, at::kQUInt8);
    const at::Tensor pooled = callRoiAlign(quantised, 0.5, 2, 3, 2, false);
    QVERIFY(pooled.is_quantized());
    QCOMPARE(pooled.q_scale(), 1.0 / 64.0);
    QCOMPARE(pooled.q_zero_point(), 128);
    const at::Tensor plain = callRoiAlign(waves(), 0.5, 2, 3, 2, false);
    // Half a step from quantising the input and half from the result.
    QVERIFY((pooled.dequantize() - plain).abs().max().item<float>() <= 1.01f / 64.f);
}

void TestTorchOperators::roiAlignRefusesStrangers()
{
    QVERIFY_THROWS_EXCEPTION(c10::Error, roiAlign(waves()[0], regions(), 1.0, 1, 1, 1, true));
    // The third region is of item 1, which a batch of one does not have.
    QVERIFY_THROWS_EXCEPTION(c10::Error, roiAlign(waves().slice(0, 0, 1), regions(), 1.0, 1, 1, 1, true));
    const at::Tensor none = roiAlign(waves(), at::zeros({0, 5}), 1.0, 2, 3, 1, true);
    QCOMPARE(none.sizes(), (c10::IntArrayRef{0, 2, 2, 3}));
}

void TestTorchOperators::suppressed_data()
{
    QTest::addColumn<double>("threshold");
    QTest::addColumn<QList<qint64>>("expected");
    // Two are equal in box and score (3 and 4), one is empty (5).
    QTest::newRow("0.3") << 0.3 << QList<qint64>{1, 2, 5, 3};
    QTest::newRow("0.9") << 0.9 << QList<qint64>{1, 2, 5, 0, 3};
    QTest::newRow("0") << 0.0 << QList<qint64>{1, 5, 3};
}

void TestTorchOperators::suppressed()
{
    QFETCH(double, threshold);
    QFETCH(QList<qint64>, expected);
    const at::Tensor boxes = at::tensor({0.f,  0.f,  10.f, 10.f, 1.f,  0.f,  11.f, 10.f, 0.f, 5.f, 10.f, 15.f,
                                         20.f, 20.f, 30.f, 30.f, 20.f, 20.f, 30.f, 30.f, 5.f, 5.f, 5.f,  5.f})
                                 .reshape({6, 4});
    const at::Tensor scores = at::tensor({.5f, .9f, .8f, .3f, .3f, .7f});
    const at::Tensor kept = nms(boxes, scores, threshold);
    QCOMPARE(kept.scalar_type(), at::kLong);
    const std::int64_t *first = kept.data_ptr<std::int64_t>();
    QCOMPARE(QList<qint64>(first, first + kept.numel()), expected);
    QCOMPARE(nms(at::zeros({0, 4}), at::zeros({0}), threshold).numel(), 0);
}

void TestTorchOperators::flattened()
{
    c10::Dict<std::string, at::Tensor> fields;
    fields.insert("labels", at::tensor({std::int64_t(3), std::int64_t(90)}));
    c10::List<c10::Dict<std::string, at::Tensor>> list;
    list.push_back(fields);
    const auto nested =
        c10::ivalue::Tuple::create({c10::IValue(at::ones({2, 1})), c10::IValue(list), c10::IValue(0.5)});
    const std::vector<Tensor> flat = flatten(nested);
    QCOMPARE(flat.size(), std::size_t(3));
    QCOMPARE(flat[0].name, std::string("0"));
    QCOMPARE(flat[0].shape, (std::vector{2, 1}));
    QCOMPARE(flat[1].name, std::string("1.0.labels"));
    QCOMPARE(flat[1].values()[1], 90.f);
    QCOMPARE(flat[2].shape, std::vector<int>{});
    QCOMPARE(flat[2].values()[0], 0.5f);
    QCOMPARE(flatten(c10::IValue(at::zeros({1}))).front().name, std::string("output"));
}

QTEST_GUILESS_MAIN(TestTorchOperators)
#include "tst_torchoperators.moc"
