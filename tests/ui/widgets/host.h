// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QTest>
#include <QWidget>

namespace sightglass::test
{

/// Shows a widget at a size, inside a window without demands on its own size (the offscreen platform warns of those).
class Host
{
public:
    Host(QWidget *content, QSize size)
        : m_content(content)
    {
        content->setParent(&m_window);
        resize(size);
        m_window.show();
        content->show();
        // Focus and shortcuts are the active window's alone; an X server without a window manager gives it when asked.
        m_window.activateWindow();
        [[maybe_unused]] const bool active = QTest::qWaitForWindowActive(&m_window);
    }
    ~Host() { m_content->setParent(nullptr); }
    Host(const Host &) = delete;
    Host &operator=(const Host &) = delete;

    void resize(QSize size)
    {
        m_window.resize(size);
        m_content->setGeometry(QRect(QPoint(), size));
    }

private:
    QWidget m_window;
    QWidget *m_content;
};

} // namespace sightglass::test
