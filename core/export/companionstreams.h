// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/export/transcoder.h"
#include "core/media/libavpointers.h"

#include <QString>
#include <QStringList>

#include <cstdint>
#include <optional>
#include <vector>

namespace sightglass
{

/// What goes along with the pictures of a file into a video that is made of them: sound and subtitles, copied packet
/// for packet where the container takes them, else coded anew; chapters and metadata.
///
/// Never costs the video: what cannot be read, or written, is left out, and the notes say so. What lies outside of the
/// pictures that are written is cut off, to the packet. One thread, the exporter's.
class CompanionStreams
{
public:
    /// Of this file, whose first picture is shown at `origin` in the pictures' time base, on the file's own clock (see
    /// SourceInfo::origin); without one, nothing can be told to be of the same time, and all is left out. `length`:
    /// about how many seconds of pictures are written; nothing: to the file's end.
    CompanionStreams(const QString &path, std::optional<std::int64_t> origin, std::optional<double> length);

    /// Makes streams in the output, which begins with the picture at this time (from 0 at the file's first picture).
    /// After the stream of the pictures, before the header.
    void addTo(AVFormatContext &output, std::int64_t pts, AVRational timeBase);
    /// Writes what comes before this time of the output.
    void writeUntil(AVFormatContext &output, std::int64_t time, AVRational timeBase);
    /// After the last picture, which ends at this time.
    void finish(AVFormatContext &output, std::int64_t time, AVRational timeBase);

    /// How many streams of sound and subtitles go into the output.
    int count() const { return static_cast<int>(m_copies.size()); }
    /// What was left out or coded anew, and why, a sentence each.
    const QStringList &notes() const { return m_notes; }

private:
    /// A stream of the file that goes into the output.
    struct Copy
    {
        int from;           ///< Index in the file.
        int to;             ///< Index in the output.
        std::int64_t shift; ///< Subtracted, in the time base of the file's stream.
        std::int64_t last;  ///< Decoding time of the newest packet that was written, in the output's time base.
        bool isBegun = false;
        std::unique_ptr<Transcoder> transcoder; ///< Null: packets are copied as they are.
    };

    bool open(const QString &path);
    void addChapters(AVFormatContext &output, std::int64_t start, AVRational timeBase) const;
    void addMetadata(AVFormatContext &output) const;
    Copy *readNext();
    bool addStream(AVFormatContext &output, const AVStream &from, std::int64_t shift);
    void copyPacket(AVFormatContext &output, Copy &copy);
    void writeTranscoded(AVFormatContext &output, Copy &copy);
    bool mayBeNegative(const AVFormatContext &output) const;
    void write(AVFormatContext &output, Copy &copy, AVPacket &packet);

    AVFormatPointer m_input;
    AVPacketPointer m_packet;
    std::optional<std::int64_t> m_origin;
    std::optional<double> m_length;
    bool m_fromStart = true;
    std::vector<Copy> m_copies;
    Copy *m_pending = nullptr; ///< Whose packet m_packet is; null: none was read.
    bool m_over = false;
    QStringList m_notes;
};

} // namespace sightglass
