// SPDX-License-Identifier: Apache-2.0

// A server of live streams on this machine, a process of its own so that tests can stop, continue and kill it:
//
//     streamserver rtsp|mjpeg|ts|mkv|udp|hls|mp4 [frames=N] [rate=N] [ahead] [then=close|silence|garbage] [port=N]
//                                            [size=WxH] [grows=WxH] [codec=NAME] [becomes=NAME] [moves]
//                                            [absent=404|503]
//
// It says its port on a line of its own. Each connection (udp, hls: the process) gets a stream of its own, N pictures
// of 64 x 48 pixels unless `size` says otherwise, in real time unless `ahead`; where `grows` is given, N pictures of
// that size more; then what `then` says. `codec` is an encoder of libav's in place of the usual one, and `becomes` (ts)
// that of a second stream over the same connection, under another PID where it `moves`. "hls" and "mp4" keep their
// files in the working folder. `absent` is the answer to the requests of the other modes until SIGUSR1 publishes the
// stream.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/imgutils.h>
#include <libavutil/opt.h>
}

#include <array>
#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <string>
#include <thread>

namespace
{

using Write = std::function<bool(const std::uint8_t *, int)>; ///< False: nobody listens any more.

struct Size
{
    int width;
    int height;
};

struct Settings
{
    std::string mode;
    int frames = 100000;
    int rate = 15;
    bool ahead = false;
    std::string then = "close";
    int port = 0;
    Size size{64, 48};
    Size grown{0, 0};
    std::string codec;
    std::string next;
    bool moves = false;
    int pid = 0; ///< 0: the muxer's own choice.
    std::string absent;
};

std::atomic<bool> isPublished = false;

bool isAbsent(const Settings &settings)
{
    return !settings.absent.empty() && !isPublished;
}

bool sendAll(int connection, const void *bytes, std::size_t size)
{
    const auto *from = static_cast<const char *>(bytes);
    while (size > 0) {
        const ssize_t sent = ::send(connection, from, size, MSG_NOSIGNAL);
        if (sent <= 0)
            return false;
        from += sent;
        size -= static_cast<std::size_t>(sent);
    }
    return true;
}

bool sendText(int connection, const std::string &text)
{
    return sendAll(connection, text.data(), text.size());
}

/// The bytes are const since FFmpeg 7.
template <typename Byte>
int writeCallback(void *opaque, Byte *bytes, int size)
{
    return (*static_cast<Write *>(opaque))(bytes, size) ? size : AVERROR(EPIPE);
}

/// Encodes and multiplexes pictures, as many and as fast as the settings say, until the other side has enough.
class Stream
{
public:
    /// To `write`, in pieces of at most `pieceSize` bytes (0: any), or where the URL says.
    Stream(const Settings &settings, const char *muxer, AVCodecID codecId, Write write, int pieceSize,
           const std::string &url = {})
        : m_settings(settings)
        , m_write(std::move(write))
    {
        avformat_alloc_output_context2(&m_output, nullptr, muxer, url.empty() ? nullptr : url.c_str());
        m_codec = settings.codec.empty() ? avcodec_find_encoder(codecId)
                                         : avcodec_find_encoder_by_name(settings.codec.c_str());
        AVStream *stream = avformat_new_stream(m_output, nullptr);
        openEncoder(settings.size);
        stream->time_base = m_encoder->time_base;
        stream->avg_frame_rate = m_encoder->framerate;
        if (m_write) {
            const int size = pieceSize > 0 ? pieceSize : 4096;
            m_output->pb = avio_alloc_context(static_cast<std::uint8_t *>(av_malloc(static_cast<std::size_t>(size))),
                                              size, 1, &m_write, nullptr, &writeCallback, nullptr);
            m_output->pb->max_packet_size = pieceSize;
            m_output->pb->seekable = 0;
        } else if ((m_output->oformat->flags & AVFMT_NOFILE) == 0) {
            avio_open(&m_output->pb, url.c_str(), AVIO_FLAG_WRITE);
        }
        m_output->flags |= AVFMT_FLAG_FLUSH_PACKETS;
        m_output->max_delay = 0;
    }

    AVFormatContext *output() { return m_output; }

    void run(AVDictionary *options)
    {
        if (m_settings.pid != 0)
            av_dict_set_int(&options, "mpegts_start_pid", m_settings.pid, 0);
        if (avformat_write_header(m_output, &options) < 0)
            return;
        if (!sendPictures(0))
            return;
        if (m_settings.grown.width > 0) {
            openEncoder(m_settings.grown);
            if (!sendPictures(m_settings.frames))
                return;
        }
        if (m_settings.then == "close")
            av_write_trailer(m_output);
        if (m_output->pb != nullptr)
            avio_flush(m_output->pb);
    }

private:
    void openEncoder(Size size)
    {
        avcodec_free_context(&m_encoder);
        m_encoder = avcodec_alloc_context3(m_codec);
        m_encoder->width = size.width;
        m_encoder->height = size.height;
        m_encoder->pix_fmt = m_codec->id == AV_CODEC_ID_MJPEG ? AV_PIX_FMT_YUVJ420P : AV_PIX_FMT_YUV420P;
        m_encoder->time_base = {1, m_settings.rate};
        m_encoder->framerate = {m_settings.rate, 1};
        m_encoder->gop_size = 5;
        m_encoder->max_b_frames = 0;
        m_encoder->strict_std_compliance = FF_COMPLIANCE_UNOFFICIAL; // For rates that MPEG-2 does not list.
        av_opt_set(m_encoder->priv_data, "huffman", "default", 0);   // All that RTP has of JPEG.
        av_opt_set(m_encoder->priv_data, "x265-params", "log-level=none", 0);
        av_opt_set(m_encoder->priv_data, "tune", "zerolatency", 0);
        if (avcodec_open2(m_encoder, m_codec, nullptr) < 0)
            std::abort();
        avcodec_parameters_from_context(m_output->streams[0]->codecpar, m_encoder);
    }

    /// Whether somebody still listens.
    bool sendPictures(int first)
    {
        AVFrame *picture = av_frame_alloc();
        picture->format = m_encoder->pix_fmt;
        picture->width = m_encoder->width;
        picture->height = m_encoder->height;
        av_frame_get_buffer(picture, 0);
        AVPacket *packet = av_packet_alloc();
        m_begin = first == 0 ? std::chrono::steady_clock::now() : m_begin;
        for (int i = first; i < first + m_settings.frames; ++i) {
            if (!m_settings.ahead)
                std::this_thread::sleep_until(m_begin + i * std::chrono::duration<double>(1.0 / m_settings.rate));
            av_frame_make_writable(picture);
            for (int plane = 0; plane < 3; ++plane)
                std::memset(picture->data[plane], plane == 0 ? 16 + i % 200 : 128,
                            static_cast<std::size_t>(picture->linesize[plane]) *
                                static_cast<std::size_t>(plane == 0 ? picture->height : picture->height / 2));
            picture->pts = i;
            if (!encode(picture, packet))
                return false;
        }
        return encode(nullptr, packet);
    }

    /// False: nobody listens any more. Null: what the encoder still holds.
    bool encode(const AVFrame *picture, AVPacket *packet)
    {
        avcodec_send_frame(m_encoder, picture);
        while (avcodec_receive_packet(m_encoder, packet) >= 0) {
            packet->stream_index = 0;
            av_packet_rescale_ts(packet, m_encoder->time_base, m_output->streams[0]->time_base);
            if (av_write_frame(m_output, packet) < 0 || (m_output->pb != nullptr && m_output->pb->error < 0))
                return false;
        }
        return true;
    }

    const Settings &m_settings;
    Write m_write;
    AVFormatContext *m_output = nullptr; // What is allocated here ends with the process.
    const AVCodec *m_codec = nullptr;
    AVCodecContext *m_encoder = nullptr;
    std::chrono::steady_clock::time_point m_begin;
};

/// What comes after the pictures.
void finish(const Settings &settings, int connection)
{
    std::array<std::uint8_t, 1000> noise{};
    unsigned state = 1;
    while (settings.then != "close") {
        for (std::uint8_t &byte : noise)
            byte = static_cast<std::uint8_t>((state = state * 1664525U + 1013904223U) >> 24);
        if (settings.then == "garbage" && !sendAll(connection, noise.data(), noise.size()))
            break;
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
}

/// A request with its header, or nothing when the other side has gone. What comes interleaved is passed over.
std::string request(int connection)
{
    std::string text;
    char byte = 0;
    while (text.find("\r\n\r\n") == std::string::npos) {
        if (::recv(connection, &byte, 1, 0) != 1)
            return {};
        if (text.empty() && byte == '$') {
            std::array<std::uint8_t, 3> head{};
            ::recv(connection, head.data(), head.size(), MSG_WAITALL);
            std::string body(static_cast<std::size_t>(head[1] << 8 | head[2]), '\0');
            ::recv(connection, body.data(), body.size(), MSG_WAITALL);
        } else {
            text += byte;
        }
    }
    return text;
}

void serveRtsp(const Settings &settings, int connection)
{
    const Write interleaved = [connection](const std::uint8_t *bytes, int size) {
        // RTCP's packet types are 200 to 204 (RFC 5761).
        const bool control = size > 1 && bytes[1] >= 200 && bytes[1] <= 204;
        const std::array<std::uint8_t, 4> head{'$', static_cast<std::uint8_t>(control ? 1 : 0),
                                               static_cast<std::uint8_t>(size >> 8), static_cast<std::uint8_t>(size)};
        return sendAll(connection, head.data(), head.size()) &&
               sendAll(connection, bytes, static_cast<std::size_t>(size));
    };
    Stream stream(settings, "rtp", AV_CODEC_ID_MJPEG, interleaved, 1200);
    while (true) {
        const std::string text = request(connection);
        const std::size_t at = text.find("CSeq:");
        if (text.empty() || at == std::string::npos)
            return;
        const bool refuses = text.starts_with("DESCRIBE") && isAbsent(settings);
        std::string answer = "RTSP/1.0 " + (refuses ? settings.absent + " Refused" : "200 OK") + "\r\n" +
                             text.substr(at, text.find("\r\n", at) - at) + "\r\nSession: 1\r\n";
        if (text.starts_with("OPTIONS"))
            answer += "Public: DESCRIBE, SETUP, PLAY, TEARDOWN\r\n";
        if (text.starts_with("SETUP"))
            answer += "Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n";
        std::string body;
        if (text.starts_with("DESCRIBE") && !refuses) {
            body = "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=test\r\nt=0 0\r\nm=video 0 RTP/AVP 26\r\na=control:v\r\n";
            answer += "Content-Type: application/sdp\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
        }
        if (!sendText(connection, answer + "\r\n" + body))
            return;
        if (text.starts_with("PLAY")) {
            stream.run(nullptr);
            finish(settings, connection);
            return;
        }
    }
}

void serveFile(int connection, const std::string &path)
{
    std::ifstream file("." + path, std::ios::binary);
    const std::string body((std::istreambuf_iterator<char>(file)), {});
    // Whole, whatever part of it was asked for.
    sendText(connection, (file ? "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size())
                               : std::string("HTTP/1.1 404 Not Found\r\nContent-Length: 0")) +
                             "\r\nConnection: close\r\n\r\n" + body);
}

void serve(const Settings &settings, int connection)
{
    if (settings.mode == "rtsp") {
        serveRtsp(settings, connection);
    } else {
        const std::string text = request(connection);
        if (settings.mode == "hls" || settings.mode == "mp4") {
            const std::size_t begin = text.find(' ') + 1;
            serveFile(connection, text.substr(begin, text.find(' ', begin) - begin));
        } else if (isAbsent(settings)) {
            sendText(connection, "HTTP/1.0 " + settings.absent + " Refused\r\nContent-Length: 0\r\n\r\n");
        } else if (!text.empty()) {
            const bool jpeg = settings.mode == "mjpeg";
            const char *muxer = jpeg ? "mpjpeg" : settings.mode == "mkv" ? "matroska" : "mpegts";
            sendText(connection, std::string("HTTP/1.0 200 OK\r\nContent-Type: ") +
                                     (jpeg ? "multipart/x-mixed-replace;boundary=ffmpeg" : "video/mp2t") + "\r\n\r\n");
            const Write send = [connection](const std::uint8_t *bytes, int size) {
                return sendAll(connection, bytes, static_cast<std::size_t>(size));
            };
            Stream(settings, muxer, jpeg ? AV_CODEC_ID_MJPEG : AV_CODEC_ID_MPEG2VIDEO, send, 0).run(nullptr);
            if (!settings.next.empty()) {
                Settings other = settings;
                other.codec = settings.next;
                other.frames = 100000;
                other.pid = settings.moves ? 0x200 : 0;
                Stream(other, muxer, AV_CODEC_ID_NONE, send, 0).run(nullptr);
            }
            finish(settings, connection);
        }
    }
    ::close(connection);
}

/// "640x360".
Size sizeOf(const std::string &text)
{
    return {std::atoi(text.c_str()), std::atoi(text.c_str() + text.find('x') + 1)};
}

int listenOn(int &port)
{
    const int listening = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int yes = 1;
    ::setsockopt(listening, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof(yes));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::bind(listening, reinterpret_cast<sockaddr *>(&address), sizeof(address)) != 0)
        std::exit(1);
    ::listen(listening, 8);
    socklen_t length = sizeof(address);
    ::getsockname(listening, reinterpret_cast<sockaddr *>(&address), &length);
    port = ntohs(address.sin_port);
    return listening;
}

} // namespace

int main(int argc, char **argv)
{
    std::signal(SIGPIPE, SIG_IGN);
    std::signal(SIGUSR1, [](int) { isPublished = true; });
    av_log_set_level(AV_LOG_QUIET);
    Settings settings;
    settings.mode = argc > 1 ? argv[1] : "";
    for (int i = 2; i < argc; ++i) {
        const std::string argument = argv[i];
        const std::string key = argument.substr(0, argument.find('='));
        const std::string value = argument.substr(std::min(argument.size(), key.size() + 1));
        if (key == "frames")
            settings.frames = std::atoi(value.c_str());
        else if (key == "rate")
            settings.rate = std::atoi(value.c_str());
        else if (key == "ahead")
            settings.ahead = true;
        else if (key == "then")
            settings.then = value;
        else if (key == "port")
            settings.port = std::atoi(value.c_str());
        else if (key == "size")
            settings.size = sizeOf(value);
        else if (key == "grows")
            settings.grown = sizeOf(value);
        else if (key == "codec")
            settings.codec = value;
        else if (key == "becomes")
            settings.next = value;
        else if (key == "moves")
            settings.moves = true;
        else if (key == "absent")
            settings.absent = value;
    }
    if (settings.mode == "mp4")
        Stream(settings, "mp4", AV_CODEC_ID_MPEG4, {}, 0, "live.mp4").run(nullptr);
    const int listening = listenOn(settings.port); // With udp the number alone is of use: it is free.
    std::printf("%d\n", settings.port);
    std::fflush(stdout);
    if (settings.mode == "udp") {
        const std::string url = "udp://127.0.0.1:" + std::to_string(settings.port) + "?pkt_size=1316";
        Stream(settings, "mpegts", AV_CODEC_ID_MPEG2VIDEO, {}, 0, url).run(nullptr);
        finish(settings, -1);
        return 0;
    }
    if (settings.mode == "hls")
        std::thread([&settings] {
            AVDictionary *options = nullptr;
            av_dict_set(&options, "hls_time", "1", 0);
            av_dict_set(&options, "hls_flags", "temp_file", 0);
            Stream(settings, "hls", AV_CODEC_ID_MPEG2VIDEO, {}, 0, "live.m3u8").run(options);
        }).detach();
    while (true) {
        const int connection = ::accept(listening, nullptr, nullptr);
        if (connection >= 0)
            std::thread([&settings, connection] { serve(settings, connection); }).detach();
    }
}
