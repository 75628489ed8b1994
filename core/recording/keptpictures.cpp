// SPDX-License-Identifier: Apache-2.0
#include "core/recording/keptpictures.h"

#include <utility>

namespace sightglass
{

void KeptPictures::setOptions(const KeepOptions &options)
{
    m_options = options;
    letGo();
}

void KeptPictures::add(CompressedPicture picture)
{
    m_bytes += static_cast<std::size_t>(picture.jpeg.size());
    m_pictures.push_back(std::move(picture));
    letGo();
}

void KeptPictures::clear()
{
    m_pictures.clear();
    m_bytes = 0;
}

double KeptPictures::seconds() const
{
    if (m_pictures.empty())
        return 0.0;
    return static_cast<double>(m_pictures.back().milliseconds - m_pictures.front().milliseconds) / 1000.0;
}

void KeptPictures::letGo()
{
    if (m_options.seconds <= 0.0)
        clear();
    while (!m_pictures.empty() && (seconds() > m_options.seconds || m_bytes > m_options.bytes)) {
        m_bytes -= static_cast<std::size_t>(m_pictures.front().jpeg.size());
        m_pictures.pop_front();
    }
}

} // namespace sightglass
