// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/values/result.h"

#include <QByteArray>
#include <QString>

#include <cstdint>
#include <memory>
#include <span>

struct sqlite3;
struct sqlite3_stmt;

namespace sightglass
{

/// A prepared statement of SQLite's. Of one thread at a time.
class SqlStatement
{
public:
    SqlStatement() = default;

    /// Parameters are counted from 1. What is bound has to last until the statement has run.
    SqlStatement &bind(int parameter, std::int64_t value);
    SqlStatement &bind(int parameter, double value);
    SqlStatement &bind(int parameter, const QByteArray &blob);
    SqlStatement &bind(int parameter, const QString &text);

    /// The next row, if there is one.
    Result<bool> step();
    /// Runs to the end, and may then be bound anew.
    Result<void> run();
    void reset();

    /// Columns of the row, from 0. Bytes last until the next step.
    std::int64_t integer(int column) const;
    double real(int column) const;
    QByteArray bytes(int column) const;
    QString text(int column) const;

private:
    friend class SqlDatabase;
    struct Finalise
    {
        void operator()(sqlite3_stmt *statement) const;
    };
    std::unique_ptr<sqlite3_stmt, Finalise> m_statement;
};

/// A connection to a file of SQLite's (sqlite.org/c3ref). Of one thread at a time. Errors tell what SQLite says of the
/// file; their detail is its code.
class SqlDatabase
{
public:
    enum class Access
    {
        Read,
        ReadWrite, ///< The file is made where it is not there.
    };

    static Result<SqlDatabase> open(const QString &path, Access access);

    Result<void> execute(const char *sql);
    Result<SqlStatement> prepare(const char *sql) const;
    /// What the last call that failed did: whether the file is not what it should be, by SQLite's reading.
    bool isDamaged() const;
    /// Or that others had it locked for long.
    bool isBusy() const;

private:
    friend class SqlStatement;
    struct Close
    {
        void operator()(sqlite3 *database) const;
    };
    std::unique_ptr<sqlite3, Close> m_database;
};

} // namespace sightglass
