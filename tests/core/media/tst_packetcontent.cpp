// SPDX-License-Identifier: Apache-2.0
#include "core/media/framesource.h"
#include "core/media/packetcontent.h"
#include "tests/core/media/madeclip.h"

#include <QCryptographicHash>
#include <QTemporaryDir>

using namespace sightglass;

/// Packets that show nothing of their own are no frames.
class PacketContentTest : public test::TestCase
{
    Q_OBJECT

private Q_SLOTS:
    void readsHeaders_data();
    void readsHeaders();
    void pairsFields_data();
    void pairsFields();
    void numbersWhatIsShown_data();
    void numbersWhatIsShown();
    void leavesOutWhatPrecedesTheStart_data();
    void leavesOutWhatPrecedesTheStart();
};

namespace
{

using Codes = QList<QByteArray>;

/// Writes bits, most significant first, as H.264 has them.
class BitWriter
{
public:
    void bits(unsigned value, int count)
    {
        for (int place = count - 1; place >= 0; --place) {
            if (m_filled == 0)
                m_bytes.append('\0');
            const unsigned bit = (value >> place) & 1;
            m_bytes.back() = static_cast<char>(static_cast<unsigned char>(m_bytes.back()) | (bit << (7 - m_filled)));
            m_filled = (m_filled + 1) % 8;
        }
    }
    /// Exp-Golomb, H.264 9.1.
    void code(unsigned value)
    {
        int length = 0;
        while (((value + 1) >> (length + 1)) != 0)
            ++length;
        bits(0, length);
        bits(value + 1, length + 1);
    }
    void align()
    {
        while (m_filled != 0)
            bits(0, 1);
    }
    QByteArray unit(unsigned char header)
    {
        bits(1, 1);
        align();
        return QByteArray("\0\0\0\1", 4) + static_cast<char>(header) + m_bytes;
    }

private:
    QByteArray m_bytes;
    int m_filled = 0;
};

/// Interlaced H.264 of 16 x 32 pixels: every picture is two fields of one macroblock each, stored as it is (I_PCM).
QByteArray fieldPairs(int pictures)
{
    BitWriter sequence;
    sequence.bits(77, 8); // Main profile
    sequence.bits(0, 8);
    sequence.bits(30, 8);                        // level
    for (const unsigned value : {0, 0, 0, 0, 1}) // id, frame_num of 4 bits, order type 0 of 4 bits, one reference
        sequence.code(value);
    sequence.bits(0, 1);
    sequence.code(0);          // one macroblock wide
    sequence.code(0);          // one high in each field
    sequence.bits(0b00100, 5); // no frames alone, no MBAFF, direct_8x8, no cropping, no VUI
    BitWriter parameters;
    parameters.code(0);
    parameters.code(0);
    parameters.bits(0, 2);
    for (int i = 0; i < 3; ++i)
        parameters.code(0);
    parameters.bits(0, 3);
    for (int i = 0; i < 3; ++i)
        parameters.code(0);
    parameters.bits(0b100, 3); // the deblocking filter can be turned off
    QByteArray stream = sequence.unit(0x67) + parameters.unit(0x68);
    for (int i = 0; i < 2 * pictures; ++i) {
        const bool first = i % 2 == 0;
        BitWriter field;
        field.code(0);
        field.code(7); // I alone
        field.code(0);
        field.bits(0, 4);                   // frame_num
        field.bits(first ? 0b10 : 0b11, 2); // a field: top, bottom
        if (first)
            field.code(static_cast<unsigned>(i / 2 % 2)); // idr_pic_id
        field.bits(first ? 0 : 1, 4);                     // order
        field.bits(0, first ? 2 : 1);
        field.code(0);
        field.code(1);
        field.code(25); // I_PCM
        field.align();
        for (int sample = 0; sample < 384; ++sample)
            field.bits(static_cast<unsigned>(sample < 256 ? 40 + 10 * (i / 2) : 128), 8);
        stream += field.unit(first ? 0x65 : 0x61);
    }
    return stream;
}

AVPacketPointer packetOf(const QByteArray &bytes)
{
    AVPacketPointer packet(av_packet_alloc());
    if (av_new_packet(packet.get(), static_cast<int>(bytes.size())) == 0)
        std::copy(bytes.begin(), bytes.end(), packet->data);
    return packet;
}

QByteArray hashOf(const cv::Mat &image)
{
    return QCryptographicHash::hash(
        QByteArrayView(image.data, static_cast<qsizetype>(image.total() * image.elemSize())), QCryptographicHash::Md5);
}

} // namespace

void PacketContentTest::readsHeaders_data()
{
    QTest::addColumn<int>("codec");
    QTest::addColumn<Codes>("packets"); // In hexadecimal digits.
    QTest::addColumn<QList<bool>>("shown");
    const auto add = [](const char *name, AVCodecID codec, Codes packets, QList<bool> shown) {
        QTest::newRow(name) << int(codec) << packets << shown;
    };
    add("VP8", AV_CODEC_ID_VP8, {"10", "00", "11", "01"}, {true, false, true, false});
    add("VP9", AV_CODEC_ID_VP9, {"82", "80", "86", "84", "88"}, {true, false, true, false, true});
    add("VP9, profile 3", AV_CODEC_ID_VP9, {"b1", "b0", "b4"}, {true, false, true});
    // Two frames of two bytes and one; the index holds their sizes.
    add("VP9, superframes", AV_CODEC_ID_VP9, {"840086c10201c1", "840084c10201c1", "860084c10201c1"},
        {true, false, true});
    // Temporal delimiter (12 00); a frame (32) of two bytes: show_frame is 10; a frame header (1a) that shows another.
    add("AV1", AV_CODEC_ID_AV1, {"120032021000", "120032020000", "12001a0180", "12003202000032021000", "1200"},
        {true, false, true, true, false});
    add("AV1, still picture", AV_CODEC_ID_AV1,
        {"0a0118"
         "32020000"},
        {true});
    add("others", AV_CODEC_ID_MPEG4, {"00", "", "ff"}, {true, false, true});
}

void PacketContentTest::readsHeaders()
{
    QFETCH(int, codec);
    QFETCH(Codes, packets);
    QFETCH(QList<bool>, shown);
    AVCodecParameters *parameters = avcodec_parameters_alloc();
    parameters->codec_id = static_cast<AVCodecID>(codec);
    PacketContent content(*parameters);
    avcodec_parameters_free(&parameters);
    for (qsizetype i = 0; i < packets.size(); ++i)
        QVERIFY2(content.showsPicture(*packetOf(QByteArray::fromHex(packets[i]))) == shown[i], packets[i].constData());
}

void PacketContentTest::pairsFields_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("transport stream") << QStringLiteral("fields.ts");
    QTest::newRow("bare") << QStringLiteral("fields.h264");
    QTest::newRow("Matroska") << QStringLiteral("fields.mkv");
}

void PacketContentTest::pairsFields()
{
    QFETCH(QString, name);
    SIGHTGLASS_NEEDS_FFMPEG();
    constexpr int pictures = 12;
    const QTemporaryDir folder;
    const QString bare = folder.filePath(QStringLiteral("fields.h264"));
    QVERIFY(test::write(bare, fieldPairs(pictures)));
    const QString path = folder.filePath(name);
    if (path != bare)
        QVERIFY(test::makeClip(qPrintable(QStringLiteral("-fflags +genpts -i %1 -c copy").arg(bare)), path));
    const auto source = makeFrameSource({SourceKind::VideoFile, path});
    const auto info = source->open();
    QVERIFY2(info, qPrintable(info ? QString() : info.error().toText()));
    QCOMPARE(info->size, QSize(16, 32));
    QCOMPARE(info->frameCount.value(), pictures);
    Frame frame;
    for (int i = 0; i < pictures; ++i) {
        const auto status = source->read(frame);
        QVERIFY(status && *status == FrameSource::ReadStatus::Frame);
        QCOMPARE(frame.id.index, i);
    }
    const auto status = source->read(frame);
    QVERIFY(status && *status == FrameSource::ReadStatus::End);
}

void PacketContentTest::numbersWhatIsShown_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<int>("count");
    QTest::newRow("VP8 with alternate references") << QStringLiteral("wild/clips/alt_vp8.webm") << 120;
}

void PacketContentTest::numbersWhatIsShown()
{
    QFETCH(QString, path);
    QFETCH(int, count);
    SIGHTGLASS_TESTDATA(file, path);
    const auto source = makeFrameSource({SourceKind::VideoFile, file});
    const auto info = source->open();
    QVERIFY2(info, qPrintable(info ? QString() : info.error().toText()));
    QCOMPARE(info->frameCount.value(), count);
    QList<QByteArray> hashes;
    Frame frame;
    for (int i = 0; i < count; ++i) {
        const auto status = source->read(frame);
        QVERIFY(status && *status == FrameSource::ReadStatus::Frame);
        QCOMPARE(frame.id.index, i);
        hashes.append(hashOf(frame.image));
    }
    auto status = source->read(frame);
    QVERIFY(status && *status == FrameSource::ReadStatus::End);
    for (const int index : {count - 1, 0, 19, 18, count / 2, 17, count - 2}) {
        QVERIFY(source->seek(index));
        status = source->read(frame);
        QVERIFY(status && *status == FrameSource::ReadStatus::Frame);
        QCOMPARE(frame.id.index, index);
        QCOMPARE(hashOf(frame.image), hashes[index]);
    }
}

void PacketContentTest::leavesOutWhatPrecedesTheStart_data()
{
    QTest::addColumn<QByteArray>("encoder");
    QTest::newRow("MPEG-2, open groups") << QByteArray("-c:v mpeg2video -bf 2 -g 12");
    QTest::newRow("H.264") << QByteArray("-c:v libx264 -x264-params open-gop=1:keyint=20:bframes=3");
}

/// A recording that begins in the middle of a group of pictures: its first frame is the first that can be shown.
void PacketContentTest::leavesOutWhatPrecedesTheStart()
{
    QFETCH(QByteArray, encoder);
    SIGHTGLASS_NEEDS_FFMPEG();
    const QTemporaryDir folder;
    const QString whole = folder.filePath(QStringLiteral("whole.ts"));
    const QString cut = folder.filePath(QStringLiteral("cut.ts"));
    QVERIFY(test::makeClip(QByteArray("-f lavfi -i testsrc2=size=320x240:rate=25 -frames:v 60 ") + encoder, whole));
    const QByteArray content = test::contentOf(whole);
    constexpr qsizetype packetBytes = 188;
    QVERIFY(test::write(cut, content.mid(content.size() / packetBytes / 3 * packetBytes)));
    const auto source = makeFrameSource({SourceKind::VideoFile, cut});
    const auto info = source->open();
    QVERIFY2(info, qPrintable(info ? QString() : info.error().toText()));
    QVERIFY(*info->frameCount > 10 && *info->frameCount < 50);
    Frame frame;
    for (std::int64_t i = 0; i < *info->frameCount; ++i) {
        const auto status = source->read(frame);
        QVERIFY(status && *status == FrameSource::ReadStatus::Frame);
        QCOMPARE(frame.id.index, i);
        if (i == 0)
            QCOMPARE(frame.pts, 0);
    }
    QVERIFY(source->seek(0));
    QVERIFY(source->read(frame));
    QCOMPARE(frame.id.index, 0);
}

QTEST_GUILESS_MAIN(PacketContentTest)
#include "tst_packetcontent.moc"
