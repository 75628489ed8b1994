// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inference/modeldescriptor.h"
#include "core/media/framesource.h"
#include "core/pipeline/mailbox.h"
#include "core/store/storefolder.h"
#include "core/values/error.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <map>
#include <memory>
#include <vector>

namespace sightglass
{

/// Opens the stores of clips and models, writes what is kept in them once a second, and sees to it that all of them
/// together take no more room than they may (see storelimit.h): so that no other thread waits for the disk.
///
/// Who asks for the same store twice gets the same one. One that nobody holds any more is closed once it is written.
///
/// Thread: made by Pipeline, then moved to its thread. The functions marked so may be called from any.
class StoreKeeper : public QObject
{
    Q_OBJECT

public:
    /// Run on the keeper's thread. Null: there is none, as the source or the model is none to keep results of, or it
    /// could not be opened.
    using Opened = std::function<void(std::shared_ptr<ClipStore>)>;
    /// Run on the keeper's thread: nothing more is kept in a store, told once.
    using Failed = std::function<void(const Error &)>;

    explicit StoreKeeper(StoreFolder folder);
    /// On the keeper's thread: writes what there is.
    ~StoreKeeper() override;

    /// Any thread: the store of this source, which is open and indexed, and this model.
    void open(const SourceInfo &source, const ModelDescriptor &model, Opened opened, Failed failed);
    /// Any thread: somebody does not hold a store any more, or soon will not.
    void release();

private:
    struct Held
    {
        std::shared_ptr<ClipStore> store;
        std::vector<Failed> failed;
    };

    void openNow(const SourceInfo &source, const ModelDescriptor &model, const Opened &opened, const Failed &failed);
    void write();
    void keepWithinLimit();
    void tell(Held &held, const Error &error);

    const StoreFolder m_folder;
    const std::shared_ptr<Mailbox> m_mailbox;
    QTimer m_timer;
    std::map<QString, Held> m_held; ///< By their paths.
    int m_writesUntilLook = 0;
};

} // namespace sightglass
