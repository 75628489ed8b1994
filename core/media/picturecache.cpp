// SPDX-License-Identifier: Apache-2.0
#include "core/media/picturecache.h"

#include <algorithm>

namespace sightglass
{

namespace
{

std::size_t bytesOf(const DecodedPicture &picture)
{
    std::size_t bytes = 0;
    for (const AVBufferRef *buffer : picture.frame->buf)
        bytes += buffer != nullptr ? buffer->size : 0;
    return bytes;
}

} // namespace

const DecodedPicture &PictureCache::insert(DecodedPicture picture)
{
    const auto same = std::find_if(m_pictures.begin(), m_pictures.end(),
                                   [&picture](const DecodedPicture &other) { return other.index == picture.index; });
    if (same != m_pictures.end()) {
        m_bytes -= bytesOf(*same);
        m_pictures.erase(same);
    }
    m_bytes += bytesOf(picture);
    m_pictures.push_back(std::move(picture));
    while (m_bytes > m_maxBytes && m_pictures.size() > 1) {
        m_bytes -= bytesOf(m_pictures.front());
        m_pictures.pop_front();
    }
    return m_pictures.back();
}

const DecodedPicture *PictureCache::find(std::int64_t index) const
{
    const auto found = std::find_if(m_pictures.begin(), m_pictures.end(), [index](const DecodedPicture &picture) {
        return picture.firstIndex <= index && index <= picture.index;
    });
    return found == m_pictures.end() ? nullptr : &*found;
}

void PictureCache::clear()
{
    m_pictures.clear();
    m_bytes = 0;
}

} // namespace sightglass
