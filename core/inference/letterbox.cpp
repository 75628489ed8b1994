// SPDX-License-Identifier: Apache-2.0
#include "core/inference/letterbox.h"

#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>

namespace sightglass
{

namespace
{

// Half of the border before the content; the odd pixel goes behind it.
int leading(int border)
{
    return border / 2;
}

} // namespace

Letterbox::Letterbox(QSize source, QSize network, InputFit fit)
    : m_source(source)
    , m_network(fit == InputFit::None ? source : network)
    , m_content(0, 0, m_network.width(), m_network.height())
{
    if (fit == InputFit::Stretch || fit == InputFit::None)
        return;
    if (fit == InputFit::CentreCrop) {
        cover();
        return;
    }
    const double gain = std::min(double(network.width()) / source.width(), double(network.height()) / source.height());
    // std::nearbyint rounds halves to even, as Python's round() does.
    m_content.width = std::max(1, static_cast<int>(std::nearbyint(source.width() * gain)));
    m_content.height = std::max(1, static_cast<int>(std::nearbyint(source.height() * gain)));
    if (fit == InputFit::Letterbox) {
        m_content.x = leading(network.width() - m_content.width);
        m_content.y = leading(network.height() - m_content.height);
    }
}

void Letterbox::cover()
{
    const double width = m_source.width();
    const double height = m_source.height();
    if (m_network.width() / width > m_network.height() / height)
        m_content.height = static_cast<int>(m_network.width() * height / width);
    else
        m_content.width = static_cast<int>(m_network.height() * width / height);
    m_content.x = -static_cast<int>(std::nearbyint((m_content.width - m_network.width()) / 2.0));
    m_content.y = -static_cast<int>(std::nearbyint((m_content.height - m_network.height()) / 2.0));
}

cv::Mat Letterbox::apply(const cv::Mat &picture) const
{
    if (m_content.size() == picture.size() && m_content.area() == m_network.width() * m_network.height())
        return picture;
    const cv::Rect network(0, 0, m_network.width(), m_network.height());
    if ((m_content & network) != m_content) {
        cv::Mat whole;
        cv::resize(picture, whole, m_content.size(), 0, 0, cv::INTER_LINEAR);
        return whole(network - m_content.tl()).clone();
    }
    cv::Mat input(m_network.height(), m_network.width(), picture.type(), cv::Scalar::all(padValue));
    cv::Mat content = input(m_content);
    cv::resize(picture, content, content.size(), 0, 0, cv::INTER_LINEAR);
    return input;
}

cv::Point2f Letterbox::toSource(cv::Point2f point) const
{
    const float x = static_cast<float>(m_source.width()) / static_cast<float>(m_content.width);
    const float y = static_cast<float>(m_source.height()) / static_cast<float>(m_content.height);
    return {(point.x - static_cast<float>(m_content.x)) * x, (point.y - static_cast<float>(m_content.y)) * y};
}

cv::Rect2f Letterbox::toSource(const cv::Rect2f &box) const
{
    const cv::Point2f low = toSource(cv::Point2f(box.x, box.y));
    const cv::Point2f high = toSource(cv::Point2f(box.x + box.width, box.y + box.height));
    return {low.x, low.y, high.x - low.x, high.y - low.y};
}

cv::Rect2f Letterbox::toNetwork(const cv::Rect2f &box) const
{
    const float x = static_cast<float>(m_content.width) / static_cast<float>(m_source.width());
    const float y = static_cast<float>(m_content.height) / static_cast<float>(m_source.height());
    return {box.x * x + static_cast<float>(m_content.x), box.y * y + static_cast<float>(m_content.y), box.width * x,
            box.height * y};
}

} // namespace sightglass
