// SPDX-License-Identifier: Apache-2.0
// How sources come to a lane, take over from each other, and go.
#include "core/pipeline/sourcelane.h"

#include "core/media/cameraaddress.h"

#include <QFileInfo>

#include <utility>

namespace sightglass
{

namespace
{

bool isSame(const SourceSpec &a, const SourceSpec &b)
{
    if (a.isSameAs(b))
        return true;
    if (a.kind != SourceKind::Camera || b.kind != SourceKind::Camera)
        return false;
    // Devices have several names, by links.
    const auto real = [](const SourceSpec &spec) {
        return QFileInfo(CameraAddress::deviceIn(spec.location)).canonicalFilePath();
    };
    return !real(a).isEmpty() && real(a) == real(b);
}

SourceState beginning(SourceState::Phase phase)
{
    SourceState state;
    state.phase = phase;
    state.since = Clock::now();
    return state;
}

} // namespace

void SourceLane::open(const SourceSpec &spec, bool paused)
{
    if (m_stopped)
        return;
    // One that waits to be shown is what runs.
    const SourceInfo &running = m_arriving ? m_arriving->info : m_info;
    const bool keeps = m_arriving || (m_opened && m_state.isActive() && m_state.phase != SourceState::Phase::Opening);
    const bool inItsWay = isSame(running.spec, spec) && (running.live || spec.kind == SourceKind::Camera);
    if (!keeps || inItsWay) {
        openAlone(spec, paused);
        return;
    }
    m_next = Next{spec, paused, ++m_openings};
    m_opener->open(spec, m_openings);
    Q_EMIT openingChanged();
}

void SourceLane::openAlone(SourceSpec spec, bool paused)
{
    const bool wasOpening = forgetOpenings();
    m_flow->paused = paused;
    m_opening = m_flow->advanceGeneration();
    m_flow->restartStatistics();
    m_endedGeneration.reset();
    m_target.reset();
    m_opened = false;
    m_info = {};
    m_info.spec = std::move(spec);
    m_stores.begin(m_info.spec, m_opening);
    m_capture->open(m_info.spec, m_opening);
    m_recorder->finish();
    m_state = beginning(SourceState::Phase::Opening);
    if (wasOpening)
        Q_EMIT openingChanged();
    Q_EMIT sourceStateChanged(m_state);
}

void SourceLane::close()
{
    if (m_stopped)
        return;
    const bool wasOpening = forgetOpenings();
    m_capture->close(m_flow->advanceGeneration());
    m_recorder->forget();
    m_endedGeneration.reset();
    m_target.reset();
    m_opened = false;
    m_info = {};
    m_opening = 0;
    m_presentation = {};
    m_stores.end();
    if (wasOpening)
        Q_EMIT openingChanged();
    present();
    setPhase(SourceState::Phase::Empty);
}

std::optional<SourceSpec> SourceLane::opening() const
{
    if (m_next)
        return m_next->spec;
    return m_arriving ? std::optional(m_arriving->info.spec) : std::nullopt;
}

std::optional<double> SourceLane::openingProgress() const
{
    if (m_stopped)
        return std::nullopt;
    if (m_next)
        return m_opener->openingProgress();
    return m_state.phase == SourceState::Phase::Opening ? m_capture->openingProgress() : std::nullopt;
}

std::optional<double> SourceLane::indexingProgress() const
{
    return m_stopped || m_arriving || m_info.indexed ? std::nullopt : m_capture->openingProgress();
}

void SourceLane::cancelOpening()
{
    if (m_stopped || !m_next)
        return;
    m_next.reset();
    m_opener->giveUp(++m_openings);
    Q_EMIT openingChanged();
}

/// Nothing takes over any more. Whether something was to.
bool SourceLane::forgetOpenings()
{
    const bool wasOpening = opening().has_value();
    if (m_next)
        m_opener->giveUp(++m_openings);
    m_next.reset();
    m_arriving.reset();
    return wasOpening;
}

/// The first picture of the next source is there: it is what is read from now on, and is shown when that picture is.
void SourceLane::takeReady(std::uint64_t number, const SourceInfo &info)
{
    if (!m_next || number != m_next->number)
        return;
    auto opened = m_opener->take(number);
    if (!opened)
        return;
    m_flow->paused = m_next->paused;
    m_next.reset();
    m_opening = m_flow->advanceGeneration();
    m_endedGeneration.reset();
    m_target.reset();
    if (const SourceInfo &before = m_arriving ? m_arriving->info : m_info; before.size != info.size)
        m_flow->viewport.set({}); // The part of one picture means nothing in another.
    m_arriving = Arriving{info, opened->first};
    m_stores.begin(info.spec, m_opening);
    m_stores.setSource(info);
    m_capture->adopt(*std::move(opened), m_opening);
}

void SourceLane::takeOpenFailed(std::uint64_t number, const Error &error)
{
    if (!m_next || number != m_next->number)
        return;
    const SourceSpec spec = std::exchange(m_next, std::nullopt)->spec;
    Q_EMIT openingChanged();
    Q_EMIT openFailed(spec, error);
}

/// The source that waits to be shown becomes the open one, in the same turn as its picture.
void SourceLane::completeTakeover()
{
    if (!m_arriving)
        return;
    m_info = std::exchange(m_arriving, std::nullopt)->info;
    if (!m_info.live)
        m_recorder->forget(); // It sees the pictures of live sources alone, and by them that there is another.
    m_opened = true;
    m_state = beginning(m_flow->paused ? SourceState::Phase::Paused : SourceState::Phase::Playing);
    // Whoever is told may open another.
    const std::uint64_t opening = m_opening;
    Q_EMIT openingChanged();
    if (opening == m_opening)
        Q_EMIT sourceOpened(m_info);
    if (opening == m_opening)
        Q_EMIT sourceStateChanged(m_state);
}

/// There is news of the source that waits to be shown, and no picture: the one on display is not its own.
void SourceLane::completeUnseen()
{
    if (!m_arriving)
        return;
    m_presentation = {};
    completeTakeover();
    present();
}

void SourceLane::takeOpened(std::uint64_t opening, const SourceInfo &info)
{
    if (opening != m_opening)
        return;
    completeUnseen();
    m_info = info;
    const bool isAgain = std::exchange(m_opened, true);
    if (isAgain)
        m_stores.begin(info.spec, opening); // What was kept until now may have other numbers.
    m_stores.setSource(info);
    if (m_info.seekable && !showsOwn())
        m_target = Target{0, opening};
    Q_EMIT sourceOpened(m_info);
    if (opening != m_opening)
        return;
    setPhase(m_flow->paused ? SourceState::Phase::Paused : SourceState::Phase::Playing);
    // A file that has misled: what was read of it before may have another number.
    if (opening == m_opening && isAgain && position() >= 0)
        seek(position());
}

void SourceLane::takeIndexed(std::uint64_t opening, const SourceInfo &info)
{
    if (opening != m_opening)
        return;
    m_stores.setSource(info);
    if (m_arriving) {
        m_arriving->info = info;
        return;
    }
    m_info = info;
    Q_EMIT sourceIndexed(m_info);
}

void SourceLane::takeChanged(std::uint64_t opening, const SourceInfo &info)
{
    if (opening != m_opening)
        return;
    SourceInfo &known = m_arriving ? m_arriving->info : m_info;
    const SourceInfo before = std::exchange(known, info);
    for (const QString &note : info.notes) {
        if (!before.notes.contains(note))
            warn({note, {}, {}});
    }
    if (!m_arriving)
        Q_EMIT sourceChanged(m_info);
}

void SourceLane::takeState(std::uint64_t opening, const SourceState &state)
{
    if (opening != m_opening)
        return;
    completeUnseen();
    if (opening != m_opening)
        return;
    if (state.phase == SourceState::Phase::Playing) {
        setPhase(m_flow->paused ? SourceState::Phase::Paused : SourceState::Phase::Playing);
        return;
    }
    m_state = state;
    Q_EMIT sourceStateChanged(m_state);
}

void SourceLane::setPhase(SourceState::Phase phase)
{
    if (m_state.phase == phase)
        return;
    m_state = beginning(phase);
    Q_EMIT sourceStateChanged(m_state);
}

} // namespace sightglass
