// SPDX-License-Identifier: Apache-2.0
#include "core/overlay/maskpicture.h"
#include "tests/support/testcase.h"

#include <opencv2/core.hpp>

#include <cmath>
#include <limits>
#include <random>

using namespace sightglass;

namespace
{

std::shared_ptr<const MaskPlanes> planes(int channels, int rows, int columns, const std::vector<float> &values,
                                         cv::Rect2f area)
{
    auto kept = std::make_shared<const std::vector<float>>(values);
    return std::make_shared<const MaskPlanes>(
        MaskPlanes{channels, rows, columns, std::shared_ptr<const float>(kept, kept->data()), area});
}

Candidate candidate(const std::shared_ptr<const MaskPlanes> &planes, const std::vector<float> &coefficients,
                    cv::Rect2f box)
{
    Shape shape;
    shape.mask = {planes, coefficients};
    return {box, 0, 0.9f, false, std::make_shared<const Shape>(shape)};
}

/// Row by row, "#" where a pixel belongs to the thing.
QStringList drawn(const cv::Mat &pixels)
{
    QStringList rows;
    for (int y = 0; y < pixels.rows; ++y) {
        QString row;
        for (int x = 0; x < pixels.cols; ++x)
            row += QLatin1Char(pixels.at<uchar>(y, x) == 255 ? '#' : pixels.at<uchar>(y, x) == 0 ? '.' : '?');
        rows.append(row);
    }
    return rows;
}

QStringList repeated(const char *row, int times)
{
    return QStringList(times, QLatin1String(row));
}

/// As the contract has it, one point after the other.
bool belongs(const Candidate &candidate, double x, double y)
{
    const cv::Rect2d box = candidate.box;
    if (x < box.x || y < box.y || x >= box.x + box.width || y >= box.y + box.height)
        return false;
    const MaskPlanes &planes = *candidate.shape->mask.planes;
    const auto place = [](double at, double start, double length, int cells) {
        return std::clamp((at - start) / (length / cells) - 0.5, 0.0, cells - 1.0);
    };
    const double column = place(x, planes.area.x, planes.area.width, planes.columns);
    const double row = place(y, planes.area.y, planes.area.height, planes.rows);
    double sum = 0.0;
    for (int channel = 0; channel < planes.channels; ++channel) {
        const auto value = [&](double r, double c) {
            const int at = (channel * planes.rows + int(r)) * planes.columns + int(c);
            return double(planes.values.get()[at]);
        };
        const double left = std::floor(column);
        const double top = std::floor(row);
        const double right = std::min(left + 1, planes.columns - 1.0);
        const double bottom = std::min(top + 1, planes.rows - 1.0);
        const double across = column - left;
        const double down = row - top;
        const double upper = (1 - across) * value(top, left) + across * value(top, right);
        const double lower = (1 - across) * value(bottom, left) + across * value(bottom, right);
        sum += double(candidate.shape->mask.coefficients[std::size_t(channel)]) * ((1 - down) * upper + down * lower);
    }
    return sum > 0.0;
}

/// Cells 4 pixels wide, whose sum along x is -1 up to 2, x - 3 from there to 6, and 3 beyond: above zero right of 3.
const auto edgeAtThree = planes(1, 2, 2, {-1, 3, -1, 3}, {0, 0, 8, 8});

} // namespace

class MaskPictureTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void interpolatesBetweenTheCentresOfCells()
    {
        const auto thing = candidate(edgeAtThree, {1.f}, {0, 0, 8, 8});
        QCOMPARE(drawn(maskPicture(thing, {0, 0, 8, 8}, {8, 8})), repeated("...#####", 8));
        // Half the size, twice the size: centres at 1, 3, 5, 7, and at 0.25, 0.75, ...; 3 itself is not above.
        QCOMPARE(drawn(maskPicture(thing, {0, 0, 8, 8}, {4, 4})), repeated("..##", 4));
        QCOMPARE(drawn(maskPicture(thing, {0, 0, 8, 8}, {16, 2})), repeated("......##########", 2));
    }

    void showsAPartOfTheFrame()
    {
        const auto thing = candidate(edgeAtThree, {1.f}, {0, 0, 8, 8});
        // Source 2 to 4, in tenths: centres at 2.05, 2.15, ... 3.95.
        QCOMPARE(drawn(maskPicture(thing, {2, 5, 2, 1}, {20, 3})), repeated("..........##########", 3));
        // A picture that reaches beyond the box.
        QCOMPARE(drawn(maskPicture(thing, {-2, 7, 12, 2}, {12, 2})),
                 QStringList() << QStringLiteral(".....#####..") << QStringLiteral("............"));
    }

    void isCroppedToTheBox_data()
    {
        QTest::addColumn<QRectF>("box");
        QTest::addColumn<QStringList>("expected");
        QTest::newRow("whole pixels") << QRectF(4, 1, 3, 2)
                                      << (QStringList() << QStringLiteral("........") << QStringLiteral("....###.")
                                                        << QStringLiteral("....###.") << QStringLiteral("........"));
        QTest::newRow("by the centres") << QRectF(4.4, 0.6, 2.2, 1.8)
                                        << (QStringList() << QStringLiteral("........") << QStringLiteral("....###.")
                                                          << QStringLiteral("........") << QStringLiteral("........"));
        QTest::newRow("a centre on its edge")
            << QRectF(4.5, 0.5, 2, 1)
            << (QStringList() << QStringLiteral("....##..") << QStringLiteral("........") << QStringLiteral("........")
                              << QStringLiteral("........"));
        QTest::newRow("beyond the frame") << QRectF(-1e30, -5, 2e30, 100) << repeated("...#####", 4);
        QTest::newRow("outside") << QRectF(20, 20, 5, 5) << repeated("........", 4);
        QTest::newRow("empty") << QRectF(4, 1, 0, 2) << repeated("........", 4);
        QTest::newRow("no numbers") << QRectF(std::nan(""), 1, 3, 2) << repeated("........", 4);
    }

    void isCroppedToTheBox()
    {
        QFETCH(QRectF, box);
        QFETCH(QStringList, expected);
        const auto thing =
            candidate(edgeAtThree, {1.f}, {float(box.x()), float(box.y()), float(box.width()), float(box.height())});
        QCOMPARE(drawn(maskPicture(thing, {0, 0, 8, 4}, {8, 4})), expected);
    }

    /// torch.nn.functional.interpolate(coefficients @ planes, size=(7, 10), mode="bilinear", align_corners=False) > 0,
    /// with PyTorch 1.13.
    void agreesWithPyTorch()
    {
        const auto two = planes(2, 3, 3, {1, -2, 3, -4, 5, -6, 2, 1, -1, -3, 2, 1, 4, -1, 2, -2, -3, 5}, {0, 0, 10, 7});
        const auto thing = candidate(two, {0.5f, -0.25f}, {0, 0, 10, 7});
        QCOMPARE(drawn(maskPicture(thing, {0, 0, 10, 7}, {10, 7})),
                 QStringList({QStringLiteral("###....###"), QStringLiteral("###....###"), QStringLiteral("....##...."),
                              QStringLiteral("...###...."), QStringLiteral("...###...."), QStringLiteral("######...."),
                              QStringLiteral("######....")}));
    }

    void agreesWithThePlainFormula()
    {
        std::mt19937 random(7);
        std::normal_distribution<float> normal;
        for (int trial = 0; trial < 30; ++trial) {
            const int rows = 1 + int(random() % 9);
            const int columns = 1 + int(random() % 12);
            std::vector<float> values(std::size_t(3 * rows * columns));
            for (float &value : values)
                value = normal(random);
            // A letterbox's planes reach beyond the frame.
            const auto grid = planes(3, rows, columns, values, {-7.5f, -3.25f, 90.f, 71.f});
            const cv::Rect2f box(20.f * normal(random), 20.f * normal(random), 60.f, 50.f);
            const auto thing = candidate(grid, {normal(random), normal(random), normal(random)}, box);
            const cv::Rect2d area(10.0 * trial / 30.0, -3.0, 70.0, 50.0);
            const cv::Size size(37 + trial, 64);
            const cv::Mat picture = maskPicture(thing, area, size);
            int differences = 0;
            for (int y = 0; y < size.height; ++y) {
                for (int x = 0; x < size.width; ++x) {
                    const bool expected = belongs(thing, area.x + (x + 0.5) * area.width / size.width,
                                                  area.y + (y + 0.5) * area.height / size.height);
                    differences += expected != (picture.at<uchar>(y, x) == 255);
                }
            }
            // Where the sum is zero but for rounding, either is right.
            QVERIFY2(differences <= 2, qPrintable(QString::number(differences)));
        }
    }

    void nothingWithoutAMask_data()
    {
        QTest::addColumn<Candidate>("thing");
        const cv::Rect2f box(0, 0, 8, 8);
        QTest::newRow("no shape") << Candidate{box, 0, 0.9f};
        QTest::newRow("no planes") << candidate(nullptr, {1.f}, box);
        QTest::newRow("too many coefficients") << candidate(edgeAtThree, {1.f, 2.f}, box);
        QTest::newRow("no area") << candidate(planes(1, 1, 1, {1}, {}), {1.f}, box);
        QTest::newRow("not a number") << candidate(planes(1, 1, 1, {std::numeric_limits<float>::quiet_NaN()}, box),
                                                   {1.f}, box);
    }

    void nothingWithoutAMask()
    {
        QFETCH(Candidate, thing);
        QCOMPARE(cv::countNonZero(maskPicture(thing, {0, 0, 8, 8}, {8, 8})), 0);
        QVERIFY(maskPicture(thing, {0, 0, 8, 8}, {}).empty());
    }

    void inPixelsOfTheSource()
    {
        const SourceMask mask = sourceMask(candidate(edgeAtThree, {1.f}, {1.5f, 2.25f, 4.f, 100.f}), {8, 6});
        QCOMPARE(mask.place.x, 1);
        QCOMPARE(mask.place.y, 2);
        // From 1.5 to 5.5: the last pixel has its centre on the box's edge, outside.
        QCOMPARE(drawn(mask.pixels), repeated("..##.", 4));
        QVERIFY(sourceMask(candidate(edgeAtThree, {1.f}, {20, 20, 4, 4}), {8, 6}).pixels.empty());
    }
};

QTEST_GUILESS_MAIN(MaskPictureTest)
#include "tst_maskpicture.moc"
