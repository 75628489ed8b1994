// SPDX-License-Identifier: Apache-2.0
#include "core/pipeline/recorder.h"

#include "core/values/words.h"

#include <QDateTime>
#include <QDir>
#include <QFile>

#include <algorithm>
#include <cmath>
#include <utility>

namespace sightglass
{

namespace
{

/// So many kept pictures are written between two that come.
constexpr int picturesAtOnce = 8;

QString freePath(const RecordingTarget &target)
{
    const QString stem = QDir(target.folder)
                             .filePath(target.name + QLatin1Char(' ') +
                                       QDateTime::currentDateTime().toString(QStringLiteral("yyyy-MM-dd hh.mm.ss")));
    QString path = stem + QStringLiteral(".mkv");
    for (int number = 2; QFile::exists(path); ++number)
        path = QStringLiteral("%1-%2.mkv").arg(stem, QString::number(number));
    return path;
}

} // namespace

Recorder::Recorder(std::shared_ptr<RecorderInbox> inbox, std::shared_ptr<Mailbox> owner, Events events)
    : m_inbox(std::move(inbox))
    , m_mailbox(Mailbox::attach(this, [this] { step(); }))
    , m_owner(std::move(owner))
    , m_events(std::move(events))
{
    m_inbox->setWaker([mailbox = m_mailbox] { mailbox->request(); });
}

Recorder::~Recorder()
{
    while (!m_saving.empty())
        goOnSaving();
    endRecording();
}

void Recorder::keep(const KeepOptions &options)
{
    m_mailbox->post([this, options] {
        m_kept.setOptions(options);
        m_keeps = options.seconds > 0.0;
        report();
    });
}

void Recorder::saveKept(const RecordingTarget &target)
{
    m_mailbox->post([this, target] {
        if (m_kept.pictures().empty())
            return;
        Saving saving;
        saving.writing.target = target;
        saving.pictures = m_kept.pictures();
        m_saving.push_back(std::move(saving));
    });
}

void Recorder::record(const RecordingTarget &target)
{
    m_mailbox->post([this, target] {
        endRecording();
        begin(target);
    });
}

void Recorder::finish()
{
    m_mailbox->post([this] { endRecording(); });
}

void Recorder::forget()
{
    m_mailbox->post([this] {
        while (m_inbox->take()) {
        }
        endRecording();
        m_kept.clear();
        report();
    });
}

void Recorder::abort()
{
    m_inbox->close();
    m_compressor.giveUp();
}

RecordingStatus Recorder::status() const
{
    const std::lock_guard lock(m_mutex);
    return m_status;
}

void Recorder::step()
{
    if (const auto item = m_inbox->take()) {
        take(*item);
        m_mailbox->request();
    }
    if (!m_saving.empty()) {
        goOnSaving();
        m_mailbox->request();
    }
}

void Recorder::take(const RecorderInbox::Item &item)
{
    const Frame &frame = item.frame;
    const auto pts = static_cast<std::int64_t>(std::llround(frame.seconds() * 1000.0));
    if (item.opening != m_opening) {
        endRecording();
        m_kept.clear();
        m_opening = item.opening;
        m_time = 0;
    } else {
        // After a reconnection the source counts anew.
        const std::int64_t passed =
            pts > m_pts ? pts - m_pts
                        : std::chrono::duration_cast<std::chrono::milliseconds>(frame.captured - m_captured).count();
        m_time += std::max<std::int64_t>(1, passed);
    }
    m_pts = pts;
    m_captured = frame.captured;

    if (!m_recording && !m_keeps)
        return;
    // What a person records is worth as much as what is shown; what is kept in case it may be is not.
    const auto picture =
        m_recording ? CompressedPicture::of(frame.image, m_time) : m_compressor.compress(frame.image, m_time);
    if (m_recording && m_recording->file) // What was lost before its first picture was none of it.
        m_recording->lost += item.lost + (picture ? 0 : 1);
    if (picture) {
        m_kept.add(*picture);
        if (m_recording && !write(*m_recording, *picture, false)) {
            m_recording.reset();
            tellChanged();
        }
    }
    report();
}

void Recorder::goOnSaving()
{
    Saving &saving = m_saving.front();
    for (int i = 0; i < picturesAtOnce && !saving.pictures.empty(); ++i) {
        if (!write(saving.writing, saving.pictures.front(), true)) {
            m_saving.pop_front();
            return;
        }
        saving.pictures.pop_front();
    }
    if (saving.pictures.empty()) {
        complete(saving.writing, true);
        m_saving.pop_front();
    }
}

void Recorder::begin(const RecordingTarget &target)
{
    m_recording.emplace();
    m_recording->target = target;
    tellChanged();
}

/// Whether it can go on.
bool Recorder::write(Writing &writing, const CompressedPicture &picture, bool wasKept)
{
    const double length = writing.target.fileSeconds;
    const bool isLong = length > 0.0 && static_cast<double>(picture.milliseconds - writing.begun) >= length * 1000.0;
    if (writing.file && (isLong || picture.size != writing.size) && !complete(writing, wasKept))
        return false;
    if (!writing.file) {
        (void)QDir().mkpath(writing.target.folder); // Where it cannot be made, the file says so.
        auto file = PictureFile::create(freePath(writing.target), picture.size);
        if (!file) {
            m_owner->post([failed = m_events.failed, error = file.error()] { failed(error); });
            return false;
        }
        writing.file = std::move(*file);
        writing.size = picture.size;
        writing.begun = picture.milliseconds;
        writing.first = writing.first.value_or(picture.milliseconds);
    }
    if (const auto written = writing.file->add(picture); !written) {
        complete(writing, wasKept);
        m_owner->post([failed = m_events.failed, error = written.error()] { failed(error); });
        return false;
    }
    return true;
}

/// What was written until then is told, whether it is all or not. Whether it could be completed.
bool Recorder::complete(Writing &writing, bool wasKept)
{
    if (!writing.file)
        return true;
    const auto closed = writing.file->close();
    const RecordedFile file{writing.file->path(), writing.file->count(), writing.file->seconds(), writing.lost,
                            wasKept};
    writing.lostBefore += std::exchange(writing.lost, 0);
    writing.file.reset();
    if (file.pictures > 0)
        m_owner->post([recorded = m_events.recorded, file] { recorded(file); });
    if (!closed)
        m_owner->post([failed = m_events.failed, error = closed.error()] { failed(error); });
    return closed.ok();
}

void Recorder::endRecording()
{
    if (!m_recording)
        return;
    complete(*m_recording, false);
    m_recording.reset();
    tellChanged();
}

void Recorder::tellChanged()
{
    report();
    m_owner->post([changed = m_events.changed] { changed(); });
}

void Recorder::report()
{
    RecordingStatus status;
    status.keptSeconds = m_kept.seconds();
    status.keptBytes = m_kept.bytes();
    if (m_recording) {
        status.recording = true;
        status.seconds = static_cast<double>(m_time - m_recording->first.value_or(m_time)) / 1000.0;
        status.lost = m_recording->lostBefore + m_recording->lost;
    }
    const std::lock_guard lock(m_mutex);
    m_status = status;
}

} // namespace sightglass
