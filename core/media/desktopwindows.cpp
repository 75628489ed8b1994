// SPDX-License-Identifier: Apache-2.0
#include "core/media/desktopwindows.h"

#include <xcb/xcb.h>

#include <cstdlib>
#include <cstring>
#include <memory>
#include <vector>

namespace sightglass
{

namespace
{

struct Free
{
    void operator()(void *reply) const { std::free(reply); }
};

template <typename Reply>
using ReplyPointer = std::unique_ptr<Reply, Free>;

struct Disconnect
{
    void operator()(xcb_connection_t *connection) const { xcb_disconnect(connection); }
};

constexpr std::uint32_t longest = 1 << 16;

xcb_atom_t atom(xcb_connection_t *connection, const char *name)
{
    const auto cookie = xcb_intern_atom(connection, 1, static_cast<std::uint16_t>(std::strlen(name)), name);
    const ReplyPointer<xcb_intern_atom_reply_t> reply(xcb_intern_atom_reply(connection, cookie, nullptr));
    return reply ? reply->atom : static_cast<xcb_atom_t>(XCB_ATOM_NONE);
}

ReplyPointer<xcb_get_property_reply_t> property(xcb_connection_t *connection, xcb_window_t window, const char *name)
{
    const auto cookie =
        xcb_get_property(connection, 0, window, atom(connection, name), XCB_GET_PROPERTY_TYPE_ANY, 0, longest);
    return ReplyPointer<xcb_get_property_reply_t>(xcb_get_property_reply(connection, cookie, nullptr));
}

std::vector<xcb_window_t> stackingOrder(xcb_connection_t *connection, xcb_window_t root)
{
    const auto reply = property(connection, root, "_NET_CLIENT_LIST_STACKING");
    if (!reply || reply->format != 32)
        return {};
    const auto *first = static_cast<const xcb_window_t *>(xcb_get_property_value(reply.get()));
    return {first, first + static_cast<std::size_t>(xcb_get_property_value_length(reply.get())) / sizeof *first};
}

QString titleOf(xcb_connection_t *connection, xcb_window_t window)
{
    const auto reply = property(connection, window, "_NET_WM_NAME");
    if (!reply)
        return {};
    return QString::fromUtf8(static_cast<const char *>(xcb_get_property_value(reply.get())),
                             xcb_get_property_value_length(reply.get()));
}

bool isSeen(xcb_connection_t *connection, xcb_window_t window)
{
    const ReplyPointer<xcb_get_window_attributes_reply_t> reply(
        xcb_get_window_attributes_reply(connection, xcb_get_window_attributes(connection, window), nullptr));
    return reply && reply->map_state == XCB_MAP_STATE_VIEWABLE;
}

QRect placeOf(xcb_connection_t *connection, xcb_window_t window, xcb_window_t root)
{
    const ReplyPointer<xcb_get_geometry_reply_t> size(
        xcb_get_geometry_reply(connection, xcb_get_geometry(connection, window), nullptr));
    const ReplyPointer<xcb_translate_coordinates_reply_t> corner(xcb_translate_coordinates_reply(
        connection, xcb_translate_coordinates(connection, window, root, 0, 0), nullptr));
    return size && corner ? QRect(corner->dst_x, corner->dst_y, size->width, size->height) : QRect();
}

} // namespace

QList<DesktopWindow> desktopWindows()
{
    int number = 0;
    const std::unique_ptr<xcb_connection_t, Disconnect> connection(xcb_connect(nullptr, &number));
    if (xcb_connection_has_error(connection.get()) != 0)
        return {};
    xcb_screen_iterator_t screens = xcb_setup_roots_iterator(xcb_get_setup(connection.get()));
    for (; number > 0 && screens.rem > 1; --number)
        xcb_screen_next(&screens);
    const xcb_window_t root = screens.data->root;
    QList<DesktopWindow> windows;
    for (const xcb_window_t window : stackingOrder(connection.get(), root)) {
        const QRect place = placeOf(connection.get(), window, root);
        if (!place.isEmpty() && isSeen(connection.get(), window))
            windows.prepend({window, place, titleOf(connection.get(), window)});
    }
    return windows;
}

} // namespace sightglass
