// SPDX-License-Identifier: Apache-2.0
#include "core/media/colourmath.h"
#include "core/media/tonemapping.h"
#include "tests/support/testcase.h"

#include <opencv2/core.hpp>

#include <array>
#include <cmath>
#include <random>
#include <vector>

using namespace sightglass;
using Transfer = ColourCoding::Transfer;
using Gamut = ColourCoding::Gamut;

/// Colours against numbers of the standards.
class ToneMappingTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void hasTheTransfersOfTheStandards();
    void hasTheMatrixOfBt2087();
    void keepsWhite();
    void mapsGreys_data();
    void mapsGreys();
    void isMonotone_data();
    void isMonotone();
    void carriesColoursOver_data();
    void carriesColoursOver();
    void clipsWhatLiesOutside_data();
    void clipsWhatLiesOutside();
    void keepsGreysOfSdr();
    void fillsRowsOfAnyWidth();
    void mapsWholePictures();
};

namespace
{

constexpr Gamut gamuts[] = {Gamut::Bt709, Gamut::Bt2020, Gamut::P3D65, Gamut::DciP3};

std::uint16_t signalOf(double share)
{
    return static_cast<std::uint16_t>(std::lround(share * ToneMapping::fullSignal));
}

/// Of a colour in R, G, B, from 0 to 1.
cv::Vec3b mapped(const ToneMapping &tones, const cv::Vec3d &rgb)
{
    const std::array<std::uint16_t, 3> signal{signalOf(rgb[2]), signalOf(rgb[1]), signalOf(rgb[0])};
    std::array<std::uint8_t, 3> level{};
    tones.mapRow({&signal[0], &signal[1], &signal[2]}, 1, {&level[0], &level[1], &level[2]});
    return {level[2], level[1], level[0]};
}

double levelOf(double light)
{
    return 255.0 * std::pow(light, 1.0 / 2.4);
}

QString text(const cv::Vec3b &rgb)
{
    return QStringLiteral("%1 %2 %3").arg(QString::number(rgb[0]), QString::number(rgb[1]), QString::number(rgb[2]));
}

} // namespace

void ToneMappingTest::hasTheTransfersOfTheStandards()
{
    // BT.2408, tables 1 and 2; ST 2084 ends at 10000 nits.
    QVERIFY(std::abs(pqOfNits(100.0) - 0.508) < 0.0005);
    QVERIFY(std::abs(pqOfNits(203.0) - 0.581) < 0.0005);
    QVERIFY(std::abs(pqOfNits(1000.0) - 0.752) < 0.0005);
    QVERIFY(std::abs(pqOfNits(10000.0) - 1.0) < 1e-9);
    for (const double nits : {0.01, 1.0, 203.0, 4000.0})
        QVERIFY(std::abs(nitsOfPq(pqOfNits(nits)) / nits - 1.0) < 1e-6);
    // 38 % is 26 nits of a display of 1000, and 75 % are 203.
    const auto nitsOfHlg = [](double signal) { return 1000.0 * std::pow(sceneLightOfHlg(signal), 1.2); };
    QVERIFY(std::abs(nitsOfHlg(0.38) - 26.0) < 0.5);
    QVERIFY(std::abs(nitsOfHlg(0.75) - 203.0) < 0.5);
    QVERIFY(std::abs(nitsOfHlg(1.0) - 1000.0) < 0.1);
}

void ToneMappingTest::hasTheMatrixOfBt2087()
{
    const cv::Matx33d expected(1.6605, -0.5876, -0.0728, -0.1246, 1.1329, -0.0083, -0.0182, -0.1006, 1.1187);
    QVERIFY(cv::norm(bt709Of(Gamut::Bt2020) - expected, cv::NORM_INF) < 0.0001);
    QVERIFY(cv::norm(bt709Of(Gamut::Bt709) - cv::Matx33d::eye(), cv::NORM_INF) < 1e-9);
}

void ToneMappingTest::keepsWhite()
{
    for (const Gamut gamut : gamuts)
        QVERIFY(cv::norm(bt709Of(gamut) * cv::Vec3d::all(1.0) - cv::Vec3d::all(1.0), cv::NORM_INF) < 1e-9);
}

void ToneMappingTest::mapsGreys_data()
{
    QTest::addColumn<int>("transfer");
    QTest::addColumn<double>("peak");
    QTest::addColumn<double>("signal");
    QTest::addColumn<double>("level");
    const auto pq = [](double nits, double level, double peak = 1000.0) {
        QTest::addRow("PQ, %g of %g nits", nits, peak) << int(Transfer::Pq) << peak << pqOfNits(nits) << level;
    };
    pq(0.0, 0.0);
    for (const double nits : {0.05, 1.0, 10.0, 50.0, 85.0})
        pq(nits, levelOf(nits / 203.0));
    // E1 is 0.7724, KS 0.6586, T a third, and E2 0.7386, which is 159 nits.
    pq(203.0, 230.3);
    pq(1000.0, 255.0);
    pq(10000.0, 255.0);
    pq(203.0, 255.0, 203.0);
    pq(20.0, levelOf(20.0 / 203.0), 10000.0);
    pq(10000.0, 255.0, 10000.0);
    const auto hlg = [](double signal, double level) {
        QTest::addRow("HLG, %g", signal) << int(Transfer::Hlg) << 1000.0 << signal << level;
    };
    hlg(0.0, 0.0);
    hlg(0.25, levelOf(std::pow(0.0625 / 3.0, 1.2) * 1000.0 / 203.0));
    hlg(0.5, levelOf(std::pow(1.0 / 12.0, 1.2) * 1000.0 / 203.0));
    hlg(0.75, 230.3);
    hlg(1.0, 255.0);
}

void ToneMappingTest::mapsGreys()
{
    QFETCH(int, transfer);
    QFETCH(double, peak);
    QFETCH(double, signal);
    QFETCH(double, level);
    for (const Gamut gamut : gamuts) {
        const ToneMapping tones({static_cast<Transfer>(transfer), gamut, peak});
        const cv::Vec3b rgb = mapped(tones, cv::Vec3d::all(signal));
        for (int channel = 0; channel < 3; ++channel) {
            QVERIFY2(std::abs(rgb[channel] - level) <= 1.0, qPrintable(text(rgb)));
            QVERIFY2(std::abs(rgb[channel] - rgb[1]) <= 1, qPrintable(text(rgb)));
        }
    }
}

void ToneMappingTest::isMonotone_data()
{
    QTest::addColumn<int>("transfer");
    QTest::addColumn<double>("peak");
    QTest::newRow("PQ, 203") << int(Transfer::Pq) << 203.0;
    QTest::newRow("PQ, 1000") << int(Transfer::Pq) << 1000.0;
    QTest::newRow("PQ, 10000") << int(Transfer::Pq) << 10000.0;
    QTest::newRow("HLG") << int(Transfer::Hlg) << 1000.0;
}

void ToneMappingTest::isMonotone()
{
    QFETCH(int, transfer);
    QFETCH(double, peak);
    const ToneMapping tones({static_cast<Transfer>(transfer), Gamut::Bt2020, peak});
    std::vector<std::uint16_t> signal(ToneMapping::fullSignal + 1);
    for (int i = 0; i <= ToneMapping::fullSignal; ++i)
        signal[static_cast<std::size_t>(i)] = static_cast<std::uint16_t>(i);
    std::vector<std::uint8_t> level(signal.size());
    tones.mapRow({signal.data(), signal.data(), signal.data()}, static_cast<int>(signal.size()),
                 {level.data(), level.data(), level.data()});
    QCOMPARE(int(level.front()), 0);
    QCOMPARE(int(level.back()), 255);
    // Of 13 bits, no level is left out.
    for (std::size_t i = 1; i < level.size(); ++i)
        QVERIFY2(level[i] == level[i - 1] || level[i] == level[i - 1] + 1, qPrintable(QString::number(i)));
}

void ToneMappingTest::carriesColoursOver_data()
{
    QTest::addColumn<QList<double>>("rgb709"); // Linear; 1 is SDR's white.
    QTest::newRow("red") << QList<double>{0.3, 0.02, 0.02};
    QTest::newRow("orange") << QList<double>{0.4, 0.15, 0.03};
    QTest::newRow("skin") << QList<double>{0.40, 0.22, 0.15};
    QTest::newRow("green") << QList<double>{0.05, 0.35, 0.04};
    QTest::newRow("blue") << QList<double>{0.03, 0.05, 0.4};
}

void ToneMappingTest::carriesColoursOver()
{
    QFETCH(QList<double>, rgb709);
    // BT.2087, from BT.709 to BT.2020.
    const cv::Matx33d toBt2020(0.6274, 0.3293, 0.0433, 0.0691, 0.9195, 0.0114, 0.0164, 0.0880, 0.8956);
    const cv::Vec3d linear = toBt2020 * cv::Vec3d(rgb709[0], rgb709[1], rgb709[2]);
    const auto check = [&](Transfer transfer, const cv::Vec3d &signal) {
        const cv::Vec3b rgb = mapped(ToneMapping({transfer, Gamut::Bt2020, 1000.0}), signal);
        for (int channel = 0; channel < 3; ++channel)
            QVERIFY2(std::abs(rgb[channel] - levelOf(rgb709[channel])) <= 1.0, qPrintable(text(rgb)));
    };
    cv::Vec3d pq;
    cv::Vec3d hlg;
    cv::Vec3d sdr;
    // BT.2100's inverse OOTF, and HLG's OETF where it is a root.
    const cv::Vec3d display = linear * (203.0 / 1000.0);
    const double luminance = 0.2627 * display[0] + 0.6780 * display[1] + 0.0593 * display[2];
    for (int channel = 0; channel < 3; ++channel) {
        pq[channel] = pqOfNits(203.0 * linear[channel]);
        sdr[channel] = std::pow(linear[channel], 1.0 / 2.4);
        const double scene = display[channel] * std::pow(luminance, 1.0 / 1.2 - 1.0);
        const double a = 0.17883277;
        hlg[channel] = scene <= 1.0 / 12.0 ? std::sqrt(3.0 * scene)
                                           : a * std::log(12.0 * scene - (1.0 - 4.0 * a)) + 0.5 - a * std::log(4.0 * a);
    }
    check(Transfer::Pq, pq);
    check(Transfer::Hlg, hlg);
    check(Transfer::Standard, sdr);
}

void ToneMappingTest::clipsWhatLiesOutside_data()
{
    QTest::addColumn<QList<double>>("signal");
    QTest::addColumn<QList<int>>("rgb");
    QTest::newRow("red") << QList<double>{1, 0, 0} << QList<int>{255, 0, 0};
    QTest::newRow("green") << QList<double>{0, 1, 0} << QList<int>{0, 255, 0};
    QTest::newRow("blue") << QList<double>{0, 0, 1} << QList<int>{0, 0, 255};
    QTest::newRow("cyan") << QList<double>{0, 1, 1} << QList<int>{0, 255, 255};
}

void ToneMappingTest::clipsWhatLiesOutside()
{
    QFETCH(QList<double>, signal);
    QFETCH(QList<int>, rgb);
    for (const Transfer transfer : {Transfer::Standard, Transfer::Pq, Transfer::Hlg}) {
        const cv::Vec3b actual =
            mapped(ToneMapping({transfer, Gamut::Bt2020, 1000.0}), {signal[0], signal[1], signal[2]});
        for (int channel = 0; channel < 3; ++channel) {
            // HLG's luminance makes a single primary darker than its peak, and the tone curve what is less bright.
            if (rgb[channel] == 0)
                QVERIFY2(actual[channel] == 0, qPrintable(text(actual)));
            else
                QVERIFY2(actual[channel] >= (transfer == Transfer::Standard ? 255 : 200), qPrintable(text(actual)));
        }
    }
}

void ToneMappingTest::keepsGreysOfSdr()
{
    for (const Gamut gamut : {Gamut::Bt2020, Gamut::P3D65, Gamut::DciP3}) {
        const ToneMapping tones({Transfer::Standard, gamut});
        for (int level = 0; level < 256; ++level) {
            const cv::Vec3b rgb = mapped(tones, cv::Vec3d::all(level / 255.0));
            QVERIFY2(rgb == cv::Vec3b::all(static_cast<std::uint8_t>(level)), qPrintable(text(rgb)));
        }
    }
}

void ToneMappingTest::fillsRowsOfAnyWidth()
{
    const ToneMapping tones({Transfer::Pq, Gamut::Bt2020, 1000.0});
    std::mt19937 random(7);
    std::uniform_int_distribution<int> any(0, ToneMapping::fullSignal);
    for (const int width : {1, 7, 31, 255, 256, 257, 515}) {
        const auto count = static_cast<std::size_t>(width);
        std::array<std::vector<std::uint16_t>, 3> from;
        std::array<std::vector<std::uint8_t>, 3> to;
        for (std::size_t channel = 0; channel < 3; ++channel) {
            from[channel].resize(count);
            for (std::uint16_t &signal : from[channel])
                signal = static_cast<std::uint16_t>(any(random));
            to[channel].resize(count);
        }
        tones.mapRow({from[0].data(), from[1].data(), from[2].data()}, width,
                     {to[0].data(), to[1].data(), to[2].data()});
        for (std::size_t x = 0; x < count; ++x) {
            std::array<std::uint8_t, 3> alone{};
            tones.mapRow({&from[0][x], &from[1][x], &from[2][x]}, 1, {&alone[0], &alone[1], &alone[2]});
            QCOMPARE(to[0][x], alone[0]);
            QCOMPARE(to[1][x], alone[1]);
            QCOMPARE(to[2][x], alone[2]);
        }
    }
}

void ToneMappingTest::mapsWholePictures()
{
    const ToneMapping tones({Transfer::Hlg, Gamut::Bt2020, 1000.0});
    cv::Mat picture(3, 5, CV_16UC3, cv::Scalar::all(0));
    picture.at<cv::Vec3w>(2, 4) = cv::Vec3w(60000, 65535, 65535);
    picture.at<cv::Vec3w>(0, 1) = cv::Vec3w(20000, 30000, 40000);
    const cv::Mat result = tones.map(picture, 60000);
    QCOMPARE(result.type(), CV_8UC3);
    QCOMPARE(result.size(), picture.size());
    QCOMPARE(cv::sum(result)[0], 255.0 + result.at<cv::Vec3b>(0, 1)[0]);
    QVERIFY(result.at<cv::Vec3b>(2, 4) == cv::Vec3b(255, 255, 255));
    const cv::Vec3b rgb = mapped(tones, cv::Vec3d(40000, 30000, 20000) / 60000.0);
    QVERIFY(result.at<cv::Vec3b>(0, 1) == cv::Vec3b(rgb[2], rgb[1], rgb[0]));
}

QTEST_GUILESS_MAIN(ToneMappingTest)
#include "tst_tonemapping.moc"
