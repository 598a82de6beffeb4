// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "billing/statementpieces.h"
#include "client/directory.h"
#include "widgets/formdialog.h"

#include <QUrlQuery>

class QComboBox;
class QLineEdit;

namespace gotoai::billing {

// Asks for the file of a provider's statement, and what it is.
class ImportStatementDialog : public widgets::FormDialog
{
    Q_OBJECT

public:
    ImportStatementDialog(const client::Directory& directory, QWidget* parent);

    void setFile(const QString& name);
    QUrlQuery query() const; // whose it is, its name and its format
    QByteArray type() const; // of its text
    const std::vector<StatementPiece>& pieces() const { return m_pieces; }
    void showSent(int sent, int of);
    void showFailure(const QString& sentence);

private:
    QWidget* makeFileRow();
    void browse();
    void readFile();
    void suggestFormat();
    void judge();
    QString chosenFormat() const;

    const client::Directory& m_directory;
    QComboBox* m_provider;
    QLineEdit* m_file;
    widgets::Label* m_found; // what the file is
    QLineEdit* m_name;
    QComboBox* m_format;
    QLineEdit* m_columns;
    QString m_suggestedName;
    std::vector<StatementPiece> m_pieces;
    bool m_isJson = false;
};

} // namespace gotoai::billing
