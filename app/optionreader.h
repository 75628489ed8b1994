// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/export/exportplan.h"
#include "core/inference/modelterms.h"
#include "core/values/error.h"

#include <QCommandLineParser>

#include <optional>
#include <utility>
#include <vector>

namespace sightglass
{

/// One command line being read. The first thing that is wrong is kept; the rest is then read on for nothing.
class OptionReader
{
public:
    /// `argument` is what the command line is about: its name, and help on it.
    OptionReader(const QString &usage, const QString &about, const std::pair<QString, QString> &argument);

    void flag(const QStringList &names, const QString &help) { m_parser.addOption({names, help}); }
    void value(const QStringList &names, const QString &help, const QString &name)
    {
        m_parser.addOption({names, help, name});
    }

    void parse(const QStringList &arguments);
    bool has(const char *name) const { return m_parser.isSet(QLatin1String(name)); }
    QStringList positional() const { return m_parser.positionalArguments(); }
    QString help() const;

    void fail(const QString &message);
    const std::optional<Error> &error() const { return m_error; }

    QString text(const char *name);
    /// Of an option that may be given several times.
    QStringList texts(const char *name) const { return m_parser.values(QLatin1String(name)); }
    /// A number from 0 to 1.
    std::optional<float> share(const char *name);
    std::optional<double> number(const char *name, double least, double most);
    std::optional<int> whole(const char *name, int least, int most);
    template <typename T>
    std::optional<T> choice(const char *name, const std::vector<std::pair<QString, T>> &choices)
    {
        if (!has(name))
            return std::nullopt;
        QStringList names;
        for (const auto &[each, meaning] : choices) {
            if (text(name) == each)
                return meaning;
            names.append(each);
        }
        fail(QStringLiteral("--%1 takes %2, not \"%3\".")
                 .arg(QLatin1String(name), names.join(QLatin1String(" or ")), text(name)));
        return std::nullopt;
    }
    /// "cuda:0" for "cuda", and so for "tensorrt"; empty: not given.
    QString device();
    std::optional<Precision> precision();
    std::optional<Backend> backend();
    /// A:B, either may be left out.
    FrameRange range();
    /// I/N, I from 1 to N.
    Shard shard();

private:
    QCommandLineParser m_parser;
    QString m_usage;
    std::optional<Error> m_error;
};

} // namespace sightglass
