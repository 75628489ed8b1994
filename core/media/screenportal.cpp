// SPDX-License-Identifier: Apache-2.0
#include "core/media/screenportal.h"

#include "core/media/mediatext.h"

#include <QScopeGuard>

#include <gio/gunixfdlist.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <memory>

namespace sightglass
{

namespace
{

constexpr const char *service = "org.freedesktop.portal.Desktop";
constexpr const char *desktop = "/org/freedesktop/portal/desktop";
constexpr const char *screenCast = "org.freedesktop.portal.ScreenCast";
constexpr int callTimeout = 10'000; // Milliseconds; what a person is asked has no limit.
constexpr guint abortLook = 50;     // Milliseconds.

// As the portal numbers them.
constexpr guint monitors = 1;
constexpr guint windows = 2;
constexpr guint pointerInThePicture = 2;

Error noPortal(const GError *error)
{
    return {Media::tr("The desktop has no portal through which its screen can be watched."),
            Media::tr("Install xdg-desktop-portal and the one of this desktop, such as xdg-desktop-portal-gnome."),
            error ? QString::fromUtf8(error->message) : QString()};
}

QByteArray newToken()
{
    static std::atomic<unsigned> last{0};
    return QByteArrayLiteral("sightglass") + QByteArray::number(++last);
}

/// Where the answer to a request of this token appears: the portal's rule.
QByteArray requestPath(GDBusConnection *connection, const QByteArray &token)
{
    QByteArray sender = g_dbus_connection_get_unique_name(connection);
    sender = sender.mid(1).replace('.', '_');
    return QByteArrayLiteral("/org/freedesktop/portal/desktop/request/") + sender + '/' + token;
}

struct Answer
{
    bool isThere = false;
    guint code = 0; ///< 0: granted, 1: refused, 2: something else.
    GVariant *results = nullptr;
};

void takeAnswer(GDBusConnection *, const gchar *, const gchar *, const gchar *, const gchar *, GVariant *parameters,
                gpointer data)
{
    auto *answer = static_cast<Answer *>(data);
    if (answer->isThere || !g_variant_is_of_type(parameters, G_VARIANT_TYPE("(ua{sv})")))
        return;
    answer->isThere = true;
    g_variant_get(parameters, "(u@a{sv})", &answer->code, &answer->results);
}

} // namespace

void ScreenPortal::Unreference::operator()(GDBusConnection *connection) const
{
    g_dbus_connection_close_sync(connection, nullptr, nullptr);
    g_object_unref(connection);
}

ScreenPortal::ScreenPortal(Interruption &interruption)
    : m_interruption(interruption)
    , m_context(g_main_context_new())
{}

ScreenPortal::~ScreenPortal()
{
    if (m_remote >= 0)
        ::close(m_remote);
}

Result<void> ScreenPortal::connect()
{
    GError *error = nullptr;
    const auto freeError = qScopeGuard([&error] { g_clear_error(&error); });
    gchar *address = g_dbus_address_get_for_bus_sync(G_BUS_TYPE_SESSION, nullptr, &error);
    if (!address)
        return noPortal(error);
    m_connection.reset(g_dbus_connection_new_for_address_sync(
        address,
        static_cast<GDBusConnectionFlags>(G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                          G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION),
        nullptr, nullptr, &error));
    g_free(address);
    if (!m_connection)
        return noPortal(error);
    g_dbus_connection_set_exit_on_close(m_connection.get(), FALSE);
    return {};
}

bool ScreenPortal::wait(const bool &isDone)
{
    GSource *looks = g_timeout_source_new(abortLook);
    g_source_set_callback(
        looks, [](gpointer) -> gboolean { return G_SOURCE_CONTINUE; }, nullptr, nullptr);
    g_source_attach(looks, m_context.get());
    while (!isDone && !m_interruption.isAborted() && !g_dbus_connection_is_closed(m_connection.get()))
        g_main_context_iteration(m_context.get(), TRUE);
    g_source_destroy(looks);
    g_source_unref(looks);
    return isDone;
}

Result<ScreenPortal::Value> ScreenPortal::call(const char *method, GVariant *arguments, GUnixFDList **descriptors)
{
    struct Call
    {
        bool isDone = false;
        GAsyncResult *result = nullptr;
    };
    // Whoever gives up leaves it behind for the answer.
    const auto pending = std::make_shared<Call>();
    const std::unique_ptr<GCancellable, decltype(&g_object_unref)> cancel(g_cancellable_new(), &g_object_unref);
    g_dbus_connection_call_with_unix_fd_list(
        m_connection.get(), service, desktop, screenCast, method, arguments, nullptr, G_DBUS_CALL_FLAGS_NONE,
        callTimeout, nullptr, cancel.get(),
        [](GObject *, GAsyncResult *result, gpointer data) {
            const std::unique_ptr<std::shared_ptr<Call>> call(static_cast<std::shared_ptr<Call> *>(data));
            (*call)->result = G_ASYNC_RESULT(g_object_ref(result));
            (*call)->isDone = true;
        },
        new std::shared_ptr<Call>(pending));
    if (!wait(pending->isDone)) {
        g_cancellable_cancel(cancel.get());
        while (!pending->isDone)
            g_main_context_iteration(m_context.get(), TRUE);
    }
    GError *error = nullptr;
    Value reply(
        g_dbus_connection_call_with_unix_fd_list_finish(m_connection.get(), descriptors, pending->result, &error));
    g_object_unref(pending->result);
    const Error problem = noPortal(error);
    g_clear_error(&error);
    if (reply)
        return reply;
    return problem;
}

Result<ScreenPortal::Value> ScreenPortal::request(const char *method, GVariant *const *arguments, std::size_t count,
                                                  GVariantBuilder &options)
{
    const QByteArray token = newToken();
    g_variant_builder_add(&options, "{sv}", "handle_token", g_variant_new_string(token.constData()));
    std::array<GVariant *, 3> all{};
    std::copy_n(arguments, count, all.begin());
    all[count] = g_variant_builder_end(&options);

    Answer answer;
    const QByteArray path = requestPath(m_connection.get(), token);
    const guint subscription = g_dbus_connection_signal_subscribe(
        m_connection.get(), service, "org.freedesktop.portal.Request", "Response", path.constData(), nullptr,
        G_DBUS_SIGNAL_FLAGS_NONE, takeAnswer, &answer, nullptr);
    const auto unsubscribe =
        qScopeGuard([this, subscription] { g_dbus_connection_signal_unsubscribe(m_connection.get(), subscription); });
    if (auto asked = call(method, g_variant_new_tuple(all.data(), count + 1)); !asked)
        return asked.error();

    wait(answer.isThere);
    Value results(answer.results);
    if (!answer.isThere || answer.code == 2)
        return Error{
            Media::tr("The desktop did not answer the question for its screen."), Media::tr("Try it again."), {}};
    if (answer.code != 0)
        return Error{Media::tr("The screen was not shared."),
                     Media::tr("Choose a screen or a window when the desktop asks which."),
                     {}};
    return results;
}

Result<ScreenPortal::Stream> ScreenPortal::ask()
{
    g_main_context_push_thread_default(m_context.get());
    const auto pop = qScopeGuard([this] { g_main_context_pop_thread_default(m_context.get()); });
    if (auto connected = connect(); !connected)
        return connected.error();

    GVariantBuilder options;
    g_variant_builder_init(&options, G_VARIANT_TYPE_VARDICT);
    g_variant_builder_add(&options, "{sv}", "session_handle_token", g_variant_new_string(newToken().constData()));
    auto created = request("CreateSession", nullptr, 0, options);
    if (!created)
        return created.error();
    const gchar *handle = nullptr;
    if (!g_variant_lookup(created->get(), "session_handle", "&s", &handle))
        return noPortal(nullptr);
    m_session = handle;

    g_variant_builder_init(&options, G_VARIANT_TYPE_VARDICT);
    g_variant_builder_add(&options, "{sv}", "types", g_variant_new_uint32(monitors | windows));
    g_variant_builder_add(&options, "{sv}", "multiple", g_variant_new_boolean(FALSE));
    g_variant_builder_add(&options, "{sv}", "cursor_mode", g_variant_new_uint32(pointerInThePicture));
    std::array<GVariant *, 2> arguments{g_variant_new_object_path(m_session.constData()), nullptr};
    if (auto selected = request("SelectSources", arguments.data(), 1, options); !selected)
        return selected.error();

    g_variant_builder_init(&options, G_VARIANT_TYPE_VARDICT);
    arguments = {g_variant_new_object_path(m_session.constData()), g_variant_new_string("")};
    auto started = request("Start", arguments.data(), 2, options);
    if (!started)
        return started.error();
    const Value streams(g_variant_lookup_value(started->get(), "streams", G_VARIANT_TYPE("a(ua{sv})")));
    if (!streams || g_variant_n_children(streams.get()) == 0)
        return noPortal(nullptr);
    guint32 node = 0;
    g_variant_get_child(streams.get(), 0, "(u@a{sv})", &node, nullptr);
    return openRemote(node);
}

Result<ScreenPortal::Stream> ScreenPortal::openRemote(std::uint32_t node)
{
    GVariantBuilder options;
    g_variant_builder_init(&options, G_VARIANT_TYPE_VARDICT);
    GUnixFDList *descriptors = nullptr;
    const auto reply =
        call("OpenPipeWireRemote", g_variant_new("(oa{sv})", m_session.constData(), &options), &descriptors);
    const auto unreference = qScopeGuard([&descriptors] { g_clear_object(&descriptors); });
    if (!reply)
        return reply.error();
    gint32 place = 0;
    if (descriptors && g_variant_is_of_type(reply->get(), G_VARIANT_TYPE("(h)"))) {
        g_variant_get(reply->get(), "(h)", &place);
        m_remote = g_unix_fd_list_get(descriptors, place, nullptr);
    }
    if (m_remote < 0)
        return noPortal(nullptr);
    return Stream{m_remote, node};
}

} // namespace sightglass
