// SPDX-License-Identifier: Apache-2.0
#include "ui/theme/theme.h"

#include <QApplication>
#include <QPalette>
#include <QStyle>
#include <QStyleFactory>
#include <QStyleHints>

namespace sightglass
{

namespace
{

struct Surfaces
{
    QColor window, base, alternate, button, text, quiet, disabled, line, highlight;
};

Surfaces surfaces(bool dark)
{
    if (dark)
        return {QColor(0x2b2e33), QColor(0x15171a), QColor(0x1b1d21), QColor(0x3a3e45), QColor(0xe4e6e9),
                QColor(0xa4abb3), QColor(0x7c838b), QColor(0x4a4f57), QColor(0x1f6fbf)};
    return {QColor(0xf3f4f6), QColor(0xffffff), QColor(0xf7f8f9), QColor(0xffffff), QColor(0x1c2024),
            QColor(0x59616a), QColor(0x969da5), QColor(0xd0d4d9), QColor(0x1566b7)};
}

QPalette palette(const Surfaces &s, bool dark)
{
    QPalette p;
    p.setColor(QPalette::Window, s.window);
    p.setColor(QPalette::WindowText, s.text);
    p.setColor(QPalette::Base, s.base);
    p.setColor(QPalette::AlternateBase, s.alternate);
    p.setColor(QPalette::Text, s.text);
    p.setColor(QPalette::PlaceholderText, s.quiet);
    p.setColor(QPalette::Button, s.button);
    p.setColor(QPalette::ButtonText, s.text);
    p.setColor(QPalette::BrightText, Qt::white);
    p.setColor(QPalette::ToolTipBase, dark ? s.button : s.base);
    p.setColor(QPalette::ToolTipText, s.text);
    p.setColor(QPalette::Light, dark ? s.button.lighter(125) : QColor(Qt::white));
    p.setColor(QPalette::Midlight, s.button.darker(dark ? 90 : 103));
    p.setColor(QPalette::Mid, s.line);
    p.setColor(QPalette::Dark, s.line.darker(dark ? 120 : 125));
    p.setColor(QPalette::Shadow, dark ? QColor(0x0c0d0f) : QColor(0x7b828a));
    p.setColor(QPalette::Highlight, s.highlight);
    p.setColor(QPalette::HighlightedText, Qt::white);
    p.setColor(QPalette::Link, Theme::signalColours(p).accent);
    p.setColor(QPalette::LinkVisited, Theme::signalColours(p).accent);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        p.setColor(QPalette::Disabled, role, s.disabled);
    p.setColor(QPalette::Disabled, QPalette::Highlight, s.line);
    return p;
}

QString styleSheet(const Surfaces &s)
{
    return QStringLiteral("QMainWindow::separator { background: %1; width: 4px; height: 4px; }"
                          "QMainWindow::separator:hover { background: %2; }"
                          "QStatusBar { border-top: 1px solid %3; }"
                          "QStatusBar::item { border: none; }"
                          "QToolButton::menu-indicator { image: none; }"
                          "QToolTip { color: %4; background: %5; border: 1px solid %3; padding: 4px; }"
                          "QDockWidget::title { background: %1; padding: 6px 8px; text-align: left; }")
        .arg(s.window.name(), s.highlight.name(), s.line.name(), s.text.name(), s.base.name());
}

bool desktopIsDark()
{
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    if (const auto scheme = QGuiApplication::styleHints()->colorScheme(); scheme != Qt::ColorScheme::Unknown)
        return scheme == Qt::ColorScheme::Dark;
#endif
    // A default palette takes ours away and lets the desktop's through.
    QApplication::setPalette(QPalette());
    return Theme::isDark(QApplication::palette());
}

} // namespace

void Theme::apply(Appearance appearance)
{
    if (QApplication::style()->name().compare(QLatin1String("fusion"), Qt::CaseInsensitive) != 0 &&
        qApp->styleSheet().isEmpty())
        QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    const bool dark = appearance == Appearance::System ? desktopIsDark() : appearance == Appearance::Dark;
    const Surfaces chosen = surfaces(dark);
    QApplication::setPalette(palette(chosen, dark));
    if (const QString sheet = styleSheet(chosen); qApp->styleSheet() != sheet)
        qApp->setStyleSheet(sheet);
}

bool Theme::isDark(const QPalette &palette)
{
    return palette.color(QPalette::WindowText).lightness() > palette.color(QPalette::Window).lightness();
}

SignalColours Theme::signalColours(const QPalette &palette)
{
    if (isDark(palette))
        return {QColor(0x6cb2ff), QColor(0xffb84d), QColor(0xff8a80), QColor(0x6fd08c)};
    return {QColor(0x0b5cad), QColor(0x8a5300), QColor(0xb3261e), QColor(0x1a7037)};
}

} // namespace sightglass
