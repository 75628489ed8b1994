// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/pipeline/sceneclock.h"
#include "core/pipeline/sourcelane.h"

#include <QObject>

#include <cstddef>
#include <functional>
#include <memory>
#include <vector>

namespace sightglass
{

/// Plays lanes each for itself, or the files among them together: for cameras that saw the same scene.
///
/// Together there is one clock. A file's second t is the scene's at t + offset, where the offset is a person's; before
/// its first picture a file shows that, after its last one that. While they play, every picture is due at its moment of
/// the scene, and one that is late holds all of them up. Whoever goes elsewhere takes the others along: that lane comes
/// first, the others come to what they show at that very moment, and time goes on when all of them are there. While
/// they rest, all show the same moment.
///
/// What is asked of a lane that does not take part (a camera, a single picture) is asked of that lane alone.
///
/// Thread: the lanes' own (the UI's).
class LaneGroup : public QObject
{
    Q_OBJECT

public:
    /// A day, in seconds: no two files of one scene began further apart.
    static constexpr double longestOffset = 86400.0;

    explicit LaneGroup(QObject *parent = nullptr);

    /// Takes part whenever it shows a file. Outlives this object.
    void watch(SourceLane &lane);

    /// The others come to the moment of this lane, and do as it does.
    void setTogether(bool together, SourceLane &lane);
    bool isTogether() const { return m_together; }
    /// Whether the lane shows a file of many pictures, which can take part; a long one once all of it is known.
    static bool isFile(const SourceLane &lane);
    /// Whether it plays together with another one.
    bool isMember(const SourceLane &lane) const;

    /// Seconds by which the file began after the scene's zero; 0 for each file that is new. Together, it comes at once
    /// to what it shows at this moment with this offset.
    void setOffset(SourceLane &lane, double seconds);
    double offset(const SourceLane &lane) const;
    /// What is on display of each, is the same moment: sets the offsets so, that of this lane stays.
    void lineUp(SourceLane &lane);

    // Of this lane, and with it of all that it plays together with; see SourceLane.
    void play(SourceLane &lane);
    void pause(SourceLane &lane);
    void seek(SourceLane &lane, std::int64_t frame);
    void step(SourceLane &lane, int frames);
    void setSpeed(SourceLane &lane, double factor);
    /// What this lane repeats. Together, the marked part of the lane that was acted on last is what all repeat; without
    /// one, the whole scene, when all have come to their ends.
    void setLoopRange(SourceLane &lane, const FrameRange &range);
    /// For all lanes.
    void setLoop(bool loop);

Q_SIGNALS:
    /// Whether they play together, or an offset, or which lanes show files.
    void changed();

private:
    struct Member
    {
        SourceLane *lane;
        double offset = 0.0;
        FrameRange loopRange{};
        bool isFile = false;
        bool takesPart = false;
    };

    /// On the way to a moment.
    enum class Stage
    {
        There,
        LeaderMoves, ///< Its picture tells which moment that is.
        AllMove,
    };

    Member &member(const SourceLane &lane);
    const Member *find(const SourceLane &lane) const;
    std::size_t partCount() const;
    void forAll(const std::function<void(SourceLane &)> &action) const;
    void join();
    void takePart(Member &member);
    void leave(Member &member);
    void applyTime(const Member &member);
    double momentOf(const SourceLane &lane) const;
    double restingMoment() const;
    double sceneBegin() const;
    void holdHere();
    void rest();
    void lead(SourceLane &lane);
    void moveAll(double moment);
    void moveTo(const Member &member);
    void look();
    void goOn();
    void followLeader();
    void presented(SourceLane &lane);
    void stateChanged();

    std::vector<Member> m_members; ///< Of all lanes.
    const std::shared_ptr<SceneClock> m_clock = std::make_shared<SceneClock>();
    bool m_together = false;
    bool m_plays = false; ///< Once the moment is reached.
    bool m_loop = false;
    double m_speed = 1.0;
    Stage m_stage = Stage::There;
    double m_moment = 0.0;          ///< Of the scene: what is shown at rest, or comes next.
    SourceLane *m_leader = nullptr; ///< That was acted on last: the others follow it. Null: none does.
};

} // namespace sightglass
