// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/media/interruption.h"
#include "core/values/result.h"

#include <QByteArray>

#include <gio/gio.h>

#include <cstdint>
#include <memory>

namespace sightglass
{

/// What a person lets this program see of the screen, by the desktop's own question: the portal for screencasts
/// (org.freedesktop.portal.ScreenCast of xdg-desktop-portal, version 1 and later), asked over D-Bus. It is seen while
/// this lives.
///
/// Of one thread, which is blocked while the question is open, until the interruption aborts it.
class ScreenPortal
{
public:
    /// Where the pictures come from.
    struct Stream
    {
        int remote = -1;        ///< A connection to PipeWire, which this object keeps open.
        std::uint32_t node = 0; ///< Of PipeWire, on that connection.
    };

    /// The interruption outlives it.
    explicit ScreenPortal(Interruption &interruption);
    ~ScreenPortal();
    ScreenPortal(const ScreenPortal &) = delete;
    ScreenPortal &operator=(const ScreenPortal &) = delete;

    /// Asks for a monitor or a window. Once.
    Result<Stream> ask();

private:
    struct Unreference
    {
        void operator()(GDBusConnection *connection) const;
        void operator()(GMainContext *context) const { g_main_context_unref(context); }
        void operator()(GVariant *value) const { g_variant_unref(value); }
    };
    using Value = std::unique_ptr<GVariant, Unreference>;

    Result<void> connect();
    /// Runs what comes in until this is done; false where it was aborted before.
    bool wait(const bool &isDone);
    Result<Value> call(const char *method, GVariant *arguments, GUnixFDList **descriptors = nullptr);
    /// A call whose answer comes by a signal, when the person has decided. `arguments` end with a place for options,
    /// which get the token that the answer is known by.
    Result<Value> request(const char *method, GVariant *const *arguments, std::size_t count, GVariantBuilder &options);
    Result<Stream> openRemote(std::uint32_t node);

    Interruption &m_interruption;
    std::unique_ptr<GMainContext, Unreference> m_context;
    std::unique_ptr<GDBusConnection, Unreference> m_connection;
    QByteArray m_session; ///< Its path.
    int m_remote = -1;
};

} // namespace sightglass
