// SPDX-License-Identifier: Apache-2.0
#include "core/media/imagemetadata.h"

#include <QByteArrayView>
#include <QtEndian>

#include <algorithm>
#include <limits>
#include <set>

namespace sightglass
{

namespace
{

/// As much of these bytes as there is.
QByteArrayView part(QByteArrayView bytes, quint64 from, quint64 size)
{
    const auto all = static_cast<quint64>(bytes.size());
    const quint64 begin = std::min(from, all);
    return bytes.sliced(static_cast<qsizetype>(begin), static_cast<qsizetype>(std::min(size, all - begin)));
}

/// Reads numbers at places, 0 beyond the end.
class Numbers
{
public:
    Numbers(QByteArrayView bytes, bool bigEndian)
        : m_bytes(bytes)
        , m_bigEndian(bigEndian)
    {}

    template <typename T>
    T at(quint64 place) const
    {
        if (place + sizeof(T) > static_cast<quint64>(m_bytes.size()))
            return 0;
        const char *const from = m_bytes.data() + place;
        return m_bigEndian ? qFromBigEndian<T>(from) : qFromLittleEndian<T>(from);
    }

private:
    QByteArrayView m_bytes;
    bool m_bigEndian;
};

/// A directory of a TIFF (TIFF 6.0, section 2), which EXIF is one of. Counts are of 16 bits, or 64 in a BigTIFF.
class TiffDirectory
{
public:
    TiffDirectory(QByteArrayView file, quint64 place, bool bigEndian, bool big)
        : m_numbers(file, bigEndian)
        , m_place(place)
        , m_big(big)
        , m_count(big ? m_numbers.at<quint64>(place) : m_numbers.at<quint16>(place))
    {
        // More entries than bytes are none.
        if (m_count > static_cast<quint64>(file.size()) / entrySize())
            m_count = 0;
    }

    /// The value of a tag of one SHORT or LONG; 0 where there is none.
    quint32 value(quint16 tag) const
    {
        constexpr quint16 isShort = 3;
        for (quint64 i = 0; i < m_count; ++i) {
            const quint64 entry = m_place + (m_big ? 8 : 2) + i * entrySize();
            if (m_numbers.at<quint16>(entry) != tag)
                continue;
            const quint64 at = entry + (m_big ? 12 : 8);
            return m_numbers.at<quint16>(entry + 2) == isShort ? m_numbers.at<quint16>(at) : m_numbers.at<quint32>(at);
        }
        return 0;
    }
    quint64 next() const
    {
        const quint64 at = m_place + (m_big ? 8 : 2) + m_count * entrySize();
        return m_big ? m_numbers.at<quint64>(at) : m_numbers.at<quint32>(at);
    }

private:
    quint64 entrySize() const { return m_big ? 20 : 12; }

    Numbers m_numbers;
    quint64 m_place;
    bool m_big;
    quint64 m_count;
};

bool isBigEndian(QByteArrayView tiff)
{
    return tiff.startsWith("MM");
}

bool isTiff(QByteArrayView bytes)
{
    return bytes.startsWith("II*") || bytes.startsWith("II+") || bytes.startsWith(QByteArrayView("MM\0*", 4)) ||
           bytes.startsWith(QByteArrayView("MM\0+", 4));
}

Orientation exifOrientation(QByteArrayView exif)
{
    constexpr quint16 orientationTag = 0x0112;
    if (exif.startsWith(QByteArrayView("Exif\0\0", 6)))
        exif = exif.sliced(6);
    if (!isTiff(exif))
        return {};
    const bool bigEndian = isBigEndian(exif);
    const TiffDirectory directory(exif, Numbers(exif, bigEndian).at<quint32>(4), bigEndian, false);
    return Orientation::fromExif(static_cast<int>(directory.value(orientationTag)));
}

int pagesOfTiff(QByteArrayView file)
{
    constexpr quint16 subfileTag = 254;
    constexpr quint32 reducedSize = 1;
    const bool bigEndian = isBigEndian(file);
    const Numbers numbers(file, bigEndian);
    const bool big = numbers.at<quint16>(2) == 43;
    std::set<quint64> seen; // A chain may be damaged so that it bites its tail.
    int pages = 0;
    for (quint64 place = big ? numbers.at<quint64>(8) : numbers.at<quint32>(4);
         place != 0 && place < static_cast<quint64>(file.size()) && seen.insert(place).second;) {
        const TiffDirectory directory(file, place, bigEndian, big);
        if ((directory.value(subfileTag) & reducedSize) == 0)
            ++pages;
        place = directory.next();
    }
    return std::max(1, pages);
}

/// ISO/IEC 10918-1, B.1: segments from the start of the image to its scan.
void readJpeg(QByteArrayView file, ImageMetadata &metadata)
{
    const Numbers numbers(file, true);
    quint64 at = 2;
    while (numbers.at<quint8>(at) == 0xff) {
        const quint8 marker = numbers.at<quint8>(at + 1);
        const quint16 size = numbers.at<quint16>(at + 2);
        if (marker == 0xda || size < 2)
            return;
        const QByteArrayView content = part(file, at + 4, size - 2u);
        if (marker == 0xe1 && content.startsWith("Exif")) {
            metadata.orientation = exifOrientation(content);
            return;
        }
        at += 2u + size;
    }
}

/// ISO/IEC 15948, 5.3: chunks.
void readPng(QByteArrayView file, ImageMetadata &metadata)
{
    const Numbers numbers(file, true);
    constexpr auto most = static_cast<quint32>(std::numeric_limits<int>::max());
    metadata.size = QSize(static_cast<int>(std::min(numbers.at<quint32>(16), most)),
                          static_cast<int>(std::min(numbers.at<quint32>(20), most)));
    quint64 at = 8;
    while (at + 12 <= static_cast<quint64>(file.size())) {
        const quint32 size = numbers.at<quint32>(at);
        const QByteArrayView type = part(file, at + 4, 4);
        if (type == QByteArrayView("eXIf"))
            metadata.orientation = exifOrientation(part(file, at + 8, size));
        else if (type == QByteArrayView("acTL"))
            metadata.frames = static_cast<int>(std::min(numbers.at<quint32>(at + 8), 1'000'000u));
        at += 12ull + size;
    }
}

/// Calls back with each chunk of a RIFF file from this place on: its name, and what is in it.
template <typename Function>
void eachChunk(QByteArrayView file, quint64 at, Function function)
{
    const Numbers numbers(file, false);
    while (at + 8 <= static_cast<quint64>(file.size())) {
        const quint32 size = numbers.at<quint32>(at + 4);
        function(part(file, at, 4), part(file, at + 8, size));
        at += 8ull + size + size % 2;
    }
}

constexpr quint64 firstChunk = 12; ///< After "RIFF", a size, "WEBP".

bool isWebp(QByteArrayView file)
{
    return file.startsWith("RIFF") && part(file, 8, 4) == QByteArrayView("WEBP");
}

void readWebp(QByteArrayView file, ImageMetadata &metadata)
{
    int frames = 0;
    eachChunk(file, firstChunk, [&](QByteArrayView name, QByteArrayView content) {
        if (name == QByteArrayView("EXIF"))
            metadata.orientation = exifOrientation(content);
        else if (name == QByteArrayView("ANMF"))
            ++frames;
    });
    metadata.frames = std::max(1, frames);
}

/// Calls back with each box (ISO/IEC 14496-12, 4.2): its type, and what is in it.
template <typename Function>
void eachBox(QByteArrayView boxes, Function function)
{
    const Numbers numbers(boxes, true);
    const auto end = static_cast<quint64>(boxes.size());
    quint64 at = 0;
    while (at + 8 <= end) {
        quint64 size = numbers.at<quint32>(at);
        const quint64 header = size == 1 ? 16 : 8;
        if (size == 1)
            size = numbers.at<quint64>(at + 8);
        else if (size == 0)
            size = end - at;
        if (size < header)
            return;
        function(part(boxes, at + 4, 4), part(boxes, at + header, size - header));
        at += std::min(size, end - at);
    }
}

bool isHeif(QByteArrayView file)
{
    return part(file, 4, 4) == QByteArrayView("ftyp");
}

/// The largest of the sizes that pictures of a HEIF file have (ISO/IEC 23008-12, 6.5.3): a large one is put together
/// from tiles that have theirs. Orientation is not read from EXIF, as decoders turn such pictures by what else says so.
void readHeif(QByteArrayView file, ImageMetadata &metadata)
{
    const auto area = [](QSize size) { return qint64(size.width()) * size.height(); };
    const auto property = [&](QByteArrayView type, QByteArrayView content) {
        const Numbers numbers(content, true);
        constexpr auto most = static_cast<quint32>(std::numeric_limits<int>::max());
        const QSize size(static_cast<int>(std::min(numbers.at<quint32>(4), most)),
                         static_cast<int>(std::min(numbers.at<quint32>(8), most)));
        if (type == QByteArrayView("ispe") && area(size) > area(metadata.size))
            metadata.size = size;
    };
    const auto inside = [](const char *wanted, auto function) {
        return [wanted, function](QByteArrayView type, QByteArrayView content) {
            if (type == QByteArrayView(wanted))
                eachBox(content, function);
        };
    };
    eachBox(file, [&](QByteArrayView type, QByteArrayView content) {
        constexpr quint64 versionAndFlags = 4;
        if (type == QByteArrayView("meta"))
            eachBox(part(content, versionAndFlags, static_cast<quint64>(content.size())),
                    inside("iprp", inside("ipco", property)));
    });
}

void appendChunk(QByteArray &riff, QByteArrayView name, QByteArrayView content)
{
    riff.append(name.data(), name.size());
    const quint32 size = qToLittleEndian(static_cast<quint32>(content.size()));
    riff.append(reinterpret_cast<const char *>(&size), sizeof size);
    riff.append(content.data(), content.size());
    if (content.size() % 2 != 0)
        riff.append('\0');
}

} // namespace

ImageMetadata ImageMetadata::of(const QByteArray &file)
{
    ImageMetadata metadata;
    if (file.startsWith("\xff\xd8"))
        readJpeg(file, metadata);
    else if (file.startsWith("\x89PNG"))
        readPng(file, metadata);
    else if (isWebp(file))
        readWebp(file, metadata);
    else if (isTiff(file))
        metadata.pages = pagesOfTiff(file);
    else if (isHeif(file))
        readHeif(file, metadata);
    return metadata;
}

QByteArray firstWebpFrame(const QByteArray &file)
{
    if (!isWebp(file))
        return file;
    QByteArrayView frame;
    eachChunk(file, firstChunk, [&frame](QByteArrayView name, QByteArrayView content) {
        if (frame.isEmpty() && name == QByteArrayView("ANMF"))
            frame = content;
    });
    constexpr qsizetype headerBytes = 16; // Place, size, duration, flags.
    if (frame.size() <= headerBytes)
        return file;
    QByteArray chunks("WEBP");
    // What is opaque needs no more than its bitstream; what is not needs a header that announces the alpha.
    QByteArray header(10, '\0');
    constexpr char hasAlpha = 0x10;
    header[0] = hasAlpha;
    std::copy_n(frame.data() + 6, 6, header.data() + 4);
    appendChunk(chunks, "VP8X", header);
    eachChunk(frame, headerBytes, [&chunks](QByteArrayView name, QByteArrayView content) {
        if (name == QByteArrayView("ALPH") || name == QByteArrayView("VP8 ") || name == QByteArrayView("VP8L"))
            appendChunk(chunks, name, content);
    });
    QByteArray riff;
    appendChunk(riff, "RIFF", chunks);
    return riff;
}

} // namespace sightglass
