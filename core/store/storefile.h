// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/store/frameset.h"
#include "core/store/sqlite.h"
#include "core/store/storelock.h"
#include "core/values/result.h"

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <vector>

namespace sightglass
{

/// SQLite's file of a ClipStore, as bytes: opened or begun, written to, and begun anew where it is damaged or of
/// another format, unless another program uses it.
///
/// Thread: the one that writes, but for read(), which may be called from any.
class StoreFile
{
public:
    /// What is said of it when it is begun, by name.
    StoreFile(QString path, std::map<QString, QString> about);
    ~StoreFile();
    StoreFile(const StoreFile &) = delete;
    StoreFile &operator=(const StoreFile &) = delete;

    const QString &path() const { return m_path; }

    /// The frames that are there. Makes the file where it is not, and a folder that nobody else may look into.
    Result<FrameSet> open();
    /// What is there is thrown away.
    Result<FrameSet> beginAnew();

    struct Row
    {
        std::int64_t frame = 0;
        double seconds = 0.0;
        bool suppressed = false;
        QByteArray candidates;
        QByteArray survivors;
    };
    /// In one transaction. Frames that are there stay.
    Result<void> write(const std::vector<Row> &rows);

    /// Why what failed last did.
    enum class Trouble
    {
        None,
        Busy,    ///< Others write for long; it may pass.
        Damaged, ///< What is in the file makes no sense.
        Other,
    };
    Trouble trouble() const { return m_trouble; }

    /// Any thread: candidates and whether they are suppressed; nothing where the frame is not there. The Error says
    /// that the file is damaged.
    Result<std::optional<Row>> read(std::int64_t frame);

    /// SQLite's files for one at this path.
    static QStringList filesOf(const QString &path);
    static Error damagedError(const QString &path);

private:
    Result<FrameSet> tryToOpen();
    Result<bool> isOurs();
    Result<void> begin();
    Result<FrameSet> frames();
    Result<void> insert(const std::vector<Row> &rows);
    void noteTrouble();
    void close();
    bool closeAndRemove();

    const QString m_path;
    const std::map<QString, QString> m_about;
    StoreLock m_lock;
    std::optional<SqlDatabase> m_writer;
    Trouble m_trouble = Trouble::None;

    std::mutex m_reading; ///< Guards what follows.
    std::optional<SqlDatabase> m_reader;
    std::optional<SqlStatement> m_select;
};

} // namespace sightglass
